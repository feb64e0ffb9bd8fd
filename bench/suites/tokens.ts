/** What checking a token costs, remembered and not, beside the least that each way needs. */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { jwtVerify } from 'jose';
import { importKey } from '../../src/lib/base/auth/jwt.ts';
import { currentKeyId, readKey } from '../../src/lib/base/auth/keys.ts';
import { mintToken } from '../../src/lib/base/auth/tokens.ts';
import { createVerifier, type Verifier } from '../../src/lib/base/auth/verify.ts';
import { systemClock } from '../../src/lib/base/kernel/clock.ts';
import { openStore } from '../../src/lib/base/store/store.ts';
import { createAllowlist } from '../../src/lib/base/system/allowlist.ts';
import { createRealSystem } from '../../src/lib/base/system/real-system.ts';
import { timeWorks, type Work } from '../lib/loops.ts';
import { times } from '../lib/stats.ts';
import type { Bench } from '../lib/suite.ts';
import type { Table } from '../lib/table.ts';

export const name = 'tokens';
export const description =
  'Microseconds to verify a token, remembered and not, beside sha256 with a Map and beside bare jose.';

const LOOKUP = 'floor: sha256 and Map';
const JOSE = 'floor: bare jose, HS256';

/** One table: two floors, the ways to verify. */
export async function run(bench: Bench): Promise<readonly Table[]> {
  const top = bench.folder('tokens');
  const home = join(top, '.nerve');
  mkdirSync(home, { mode: 0o700 });
  const system = createRealSystem({ allowlist: createAllowlist({ roots: [home], files: [], home: top }) });
  const store = await openStore({ file: join(home, 'nerve.db'), clock: systemClock });
  const deps = { system, store, clock: systemClock, paths: { secrets: join(home, 'secrets') } };
  try {
    const request = {
      name: 'bench',
      kind: 'mcp',
      subject: 'codex',
      scopes: ['read'],
      ttlSeconds: 3600,
    } as const;
    const { token } = await mintToken(deps, request);
    const key = readKey(deps, currentKeyId(deps) ?? '');
    if (!key) throw new Error('no signing key was made');
    const imported = await importKey(key.bytes);
    const expected = { algorithms: ['HS256'], issuer: 'nerve', audience: 'nerve' };
    const known = new Map([[sha256(token), 'bench']]);
    const [remembering, forgetful] = [createVerifier(deps), createVerifier(deps, { cacheSize: 0 })];
    const forged = `${token.slice(0, -4)}AAAA`;
    await assertVerdict(remembering, token, true);
    await assertVerdict(forgetful, token, true);
    await assertVerdict(remembering, forged, false);

    const works: Work[] = [
      { name: LOOKUP, call: () => known.get(sha256(token)) },
      { name: JOSE, call: () => jwtVerify(token, imported, expected) },
      { name: 'asking SQLite for changes', call: () => store.revision('tokens') },
      { name: 'nerve, remembered', call: () => remembering.verify(token) },
      { name: 'nerve, not remembered', call: () => forgetful.verify(token) },
      { name: 'nerve, forged signature', call: () => remembering.verify(forged) },
    ];
    const results = await timeWorks(
      works,
      bench.quick ? { rounds: 5, batch: 50 } : { rounds: 15, batch: 150 },
    );
    const [lookup, jose] = [results.get(LOOKUP), results.get(JOSE)];
    if (!lookup || !jose) throw new Error('the floors were not measured');
    return [
      {
        title: 'Verifying a token',
        columns: [
          { title: '' },
          { title: 'CPU µs', digits: 'auto' },
          { title: '÷ sha256 and Map', digits: 1, suffix: '×' },
          { title: '÷ bare jose', digits: 2, suffix: '×' },
          { title: 'wall µs', digits: 'auto' },
        ],
        rows: [...results].map(([work, { cpu, wall }]) => [
          work,
          cpu,
          times(cpu, lookup.cpu),
          times(cpu, jose.cpu),
          wall,
        ]),
        notes: [
          'A remembered token still asks SQLite whether any process changed a token (`PRAGMA data_version`, and the count of changed tokens if anything changed), so a revocation elsewhere counts at once; the line before it is that question alone.',
          'Not remembered: read and check the key file, verify by jose, read the row, compare the hash.',
        ],
      },
    ];
  } finally {
    await store.close();
  }
}

async function assertVerdict(verifier: Verifier, token: string, ok: boolean): Promise<void> {
  if ((await verifier.verify(token)).ok !== ok) throw new Error('the verifier does not do its work');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
