/** The dependencies of identity over a real home; used by the tests and by the processes that they start. */
import { dirname, join } from 'node:path';
import type { AuthDeps } from '../../../../src/lib/base/auth/deps.ts';
import type { Clock } from '../../../../src/lib/base/kernel/clock.ts';
import { openStore } from '../../../../src/lib/base/store/store.ts';
import { createAllowlist } from '../../../../src/lib/base/system/allowlist.ts';
import { createRealSystem } from '../../../../src/lib/base/system/real-system.ts';

export async function authDeps(home: string, clock: Clock): Promise<AuthDeps> {
  const allowlist = createAllowlist({ roots: [home], files: [], home: dirname(home) });
  return {
    system: createRealSystem({ allowlist }),
    store: await openStore({ file: join(home, 'nerve.db'), clock }),
    clock,
    paths: { secrets: join(home, 'secrets') },
  };
}
