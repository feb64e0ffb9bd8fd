/** A second process for the tests of the store: `child.ts WHAT FILE [ARGUMENT]`. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSplitDatabase } from '../../../../src/lib/base/store/database.ts';
import type { Migration } from '../../../../src/lib/base/store/migrate.ts';
import { MIGRATIONS } from '../../../../src/lib/base/store/migrations/index.ts';
import { openForWriting } from '../../../../src/lib/base/store/open.ts';
import { createRemoteWriter } from '../../../../src/lib/base/store/remote-writer.ts';
import { openStore } from '../../../../src/lib/base/store/store.ts';

const [what, file = '', argument = ''] = process.argv.slice(2);
const clock = { now: () => new Date(Number(argument) || 0) };

const second = (then: () => void): Migration => ({
  version: MIGRATIONS.length + 1,
  up: (connection) => {
    connection.exec(
      'CREATE TABLE runs (id INTEGER PRIMARY KEY); INSERT INTO runs DEFAULT VALUES; DELETE FROM tokens;',
    );
    then();
  },
});

/** Adds rows as fast as it can. */
async function insertRows(writer: 'here' | 'worker'): Promise<void> {
  const store = await openStore({ file, clock, writer });
  for (let index = 0; index < 25; index++) {
    const id = `${argument}-${index}`;
    const row = {
      jti: id,
      name: id,
      kind: 'api',
      subject: 's',
      scopes: ['read'],
      keyId: 'k',
      hash: id,
    } as const;
    if (!(await store.tokens.insert({ ...row, createdAt: 1, expiresAt: 2 })))
      throw new Error(`${id} is taken`);
  }
  await store.close();
}

const deeds: Record<string, () => Promise<void>> = {
  // Makes the database with a umask that forbids nothing, and keeps it open until the file ARGUMENT is there.
  'open-wide': async () => {
    process.umask(0);
    const store = await openStore({ file, clock });
    await store.tokens.list();
    while (!existsSync(argument)) await sleep(10);
    await store.close();
  },
  // Dies inside the migration, after it has changed rows.
  'kill-in-migration': async () => {
    await openForWriting(file, [...MIGRATIONS, second(() => process.kill(process.pid, 'SIGKILL'))]);
  },
  upgrade: async () => {
    (await openForWriting(file, [...MIGRATIONS, second(() => undefined)])).close();
  },
  revoke: async () => {
    const store = await openStore({ file, clock: { now: () => new Date() } });
    await store.tokens.revoke(argument, 'elsewhere');
    await store.close();
  },
  insert: () => insertRows('here'),
  'insert-worker': () => insertRows('worker'),
  // The same twenty calls as everybody else; says whose they were.
  keyed: async () => {
    const store = await openStore({ file, clock: { now: () => new Date() }, writer: 'worker' });
    const owners: string[] = [];
    for (let index = 0; index < 20; index++) {
      const call = { key: `k${index}`, principal: 'p', tool: 't', argsHash: 'h' };
      const { result } = await store.idempotency.run(call, async (writing) => {
        await store.events.append([{ at: 1, outcome: 'ok' }], writing);
        return argument;
      });
      owners.push(result);
    }
    await store.close();
    process.stdout.write(owners.join());
  },
  lease: async () => {
    const store = await openStore({ file, clock: { now: () => new Date() } });
    const got = await store.leases.acquire({ name: 'sweep', owner: argument, ttl: 60_000 });
    process.stdout.write(got ? 'yes' : 'no');
    await store.close();
  },
  // Says `open` inside of a transaction that never ends.
  'hold-transaction': async () => {
    await (await openStore({ file, clock })).close();
    const database = createSplitDatabase(
      await openForWriting(file, MIGRATIONS),
      await createRemoteWriter(file),
    );
    const sql = `INSERT INTO tokens (jti, name, kind, subject, scopes, key_id, hash, created_at, expires_at)
      VALUES (?, ?, 'api', 's', '[]', 'k', ?, 1, 2)`;
    await database.batch([{ sql, rows: [['whole', 'whole', 'whole']] }]);
    await database.write(async (writer) => {
      const fixed = { kind: 'api', subject: 's', scopes: '[]', key_id: 'k', created_at: 1, expires_at: 2 };
      for (const id of ['a', 'b', 'c'])
        await writer
          .insertInto('tokens')
          .values({ ...fixed, jti: id, name: id, hash: id })
          .execute();
      process.stdout.write('open');
      await sleep(60_000);
    });
  },
};

await deeds[what ?? '']?.();
