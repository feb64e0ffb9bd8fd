/** A second process for the tests of identity: `child.ts WHAT HOME TIME ARGUMENT`. */
import { rotateSigningKey } from '../../../../src/lib/base/auth/keys.ts';
import { mintToken, revokeToken, rotateToken } from '../../../../src/lib/base/auth/tokens.ts';
import { authDeps } from './open.ts';

const [what, home = '', time, argument = ''] = process.argv.slice(2);
const deps = await authDeps(home, { now: () => new Date(Number(time)) });

const deeds: Record<string, () => Promise<unknown>> = {
  mint: async () => {
    for (let index = 0; index < 5; index++) {
      const name = `${argument}-${index}`;
      await mintToken(deps, { name, kind: 'api', subject: 'ann', scopes: ['read'], ttlSeconds: 3600 });
    }
  },
  // The name is wanted by several processes; who loses says so.
  'mint-one': () =>
    mintToken(deps, { name: argument, kind: 'api', subject: 'ann', scopes: ['read'], ttlSeconds: 3600 }).then(
      () => console.log('made'),
      (error) => console.log(error.code),
    ),
  revoke: () => revokeToken(deps, argument),
  rotate: () => rotateToken(deps, argument),
  'rotate-key': () => rotateSigningKey(deps),
};

await deeds[what ?? '']?.();
await deps.store.close();
