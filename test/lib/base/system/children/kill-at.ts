/** Does one change of a file and kills itself before the n-th call that alters the disk. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname } from 'node:path';
import { createAllowlist } from '../../../../../src/lib/base/system/allowlist.ts';
import { createRealSystem } from '../../../../../src/lib/base/system/real-system.ts';

const [file = '', deed = '', text = '', expect = '', last = '1'] = process.argv.slice(2);
const root = dirname(file);
const system = createRealSystem({
  allowlist: createAllowlist({ roots: [root], files: [], home: '/nonexistent' }),
});

let left = Number(last);
for (const name of [
  'writeSync',
  'fchmodSync',
  'fsyncSync',
  'linkSync',
  'renameSync',
  'unlinkSync',
] as const) {
  const real = fs[name] as (...args: unknown[]) => unknown;
  const counted = (...args: unknown[]): unknown => {
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
    return real(...args);
  };
  Object.assign(fs, { [name]: counted });
}
syncBuiltinESMExports();

if (deed === 'remove') system.remove(file, { expect });
else system.write(file, Buffer.from(text), { expect: deed === 'create' ? null : expect });
