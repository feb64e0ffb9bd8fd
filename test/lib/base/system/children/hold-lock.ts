/** Holds a lock until its stdin ends. */
import { createLocks } from '../../../../../src/lib/base/system/lock.ts';

const [file = '', purpose = ''] = process.argv.slice(2);
await createLocks()(
  file,
  async () => {
    process.stdout.write('held');
    for await (const _ of process.stdin);
  },
  { waitMs: 10_000, purpose },
);
