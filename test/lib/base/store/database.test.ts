import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Connection, openConnection } from '../../../../src/lib/base/store/connection.ts';
import { createDatabase, type Database } from '../../../../src/lib/base/store/database.ts';
import { MIGRATIONS } from '../../../../src/lib/base/store/migrations/index.ts';
import { openForWriting } from '../../../../src/lib/base/store/open.ts';
import { createLocalWriter } from '../../../../src/lib/base/store/writer.ts';
import { makeFolder } from './helpers.ts';

interface Fixture {
  readonly database: Database;
  /** A connection of somebody else. */
  readonly other: Connection;
  readonly connection: Connection;
}

/** A database whose statements do not wait for locks. */
async function fixture(
  wrap: (connection: Connection, other: Connection) => Connection = (given) => given,
): Promise<Fixture> {
  const file = join(makeFolder(), 'nerve.db');
  (await openForWriting(file, MIGRATIONS)).close();
  const other = await openConnection(file, { busyTimeout: 0 });
  const connection = await openConnection(file, { busyTimeout: 0 });
  const database = createDatabase(wrap(connection, other), false);
  onTestFinished(async () => {
    await database.close();
    other.close();
  });
  return { database, other, connection };
}

const row = (jti: string) => ({
  jti,
  name: jti,
  kind: 'api',
  subject: 's',
  scopes: '[]',
  key_id: 'k',
  hash: jti,
  created_at: 1,
  expires_at: 2,
  activated_at: 1,
});

const insert = (database: Database, jti: string): Promise<unknown> =>
  database.write((writer) => writer.insertInto('tokens').values(row(jti)).execute());

const ids = (database: Database): Promise<string[]> =>
  database.read(async (queries) =>
    (await queries.selectFrom('tokens').select('jti').orderBy('jti').execute()).map(({ jti }) => jti),
  );

describe('writes', () => {
  it('roll back as a whole', async () => {
    const { database } = await fixture();
    const failing = database.write(async (writer) => {
      await writer.insertInto('tokens').values(row('a')).execute();
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await ids(database)).toEqual([]);
    await insert(database, 'b');
    expect(await ids(database)).toEqual(['b']);
  });

  it('fail with a busy error while another process holds the lock, and work again afterwards', async () => {
    const { database, other } = await fixture();
    other.exec('BEGIN IMMEDIATE');
    await expect(insert(database, 'a')).rejects.toMatchObject({
      code: 'database-busy',
      exit: 5,
      retryable: true,
    });
    expect(await ids(database)).toEqual([]);
    other.exec('ROLLBACK');
    await insert(database, 'a');
    expect(await ids(database)).toEqual(['a']);
  });

  it('are tried once more', async () => {
    let failures = 0;
    const { database, other } = await fixture((connection, holder) => ({
      ...connection,
      get inTransaction() {
        return connection.inTransaction;
      },
      prepare: (sql) => {
        const statement = connection.prepare(sql);
        return {
          ...statement,
          run: (parameters) => {
            try {
              return statement.run(parameters);
            } catch (error) {
              failures += 1;
              holder.exec('ROLLBACK');
              throw error;
            }
          },
        };
      },
    }));
    other.exec('BEGIN IMMEDIATE');
    await insert(database, 'a');
    expect([failures, await ids(database)]).toEqual([1, ['a']]);
  });

  it('take the lock before they read', async () => {
    const { database, other } = await fixture();
    const seen = database.write(async (writer) => {
      await writer.selectFrom('tokens').selectAll().execute();
      expect(() => other.exec('BEGIN IMMEDIATE')).toThrow(expect.objectContaining({ code: 'database-busy' }));
    });
    await seen;
  });

  it('are never seen half done by reads of the same store', async () => {
    const { database } = await fixture();
    const count = () =>
      database.direct((connection) => connection.prepare('SELECT count(*) AS n FROM tokens').get([]));
    const write = database.write(async (writer) => {
      await writer.insertInto('tokens').values(row('a')).execute();
      await new Promise((resolve) => setImmediate(resolve));
      await writer.insertInto('tokens').values(row('b')).execute();
    });
    await new Promise((resolve) => setImmediate(resolve));
    const counts = await Promise.all([count(), write.then(count), ids(database)]);
    expect(counts[1]).toEqual({ n: 2 });
    expect([{ n: 0 }, { n: 2 }]).toContainEqual(counts[0]);
    expect([[], ['a', 'b']]).toContainEqual(counts[2]);
  });

  it('at the same time run one after the other', async () => {
    const { database } = await fixture();
    const names = Array.from({ length: 20 }, (_, index) => `n${String(index).padStart(2, '0')}`);
    await Promise.all(names.map((name) => insert(database, name)));
    expect(await ids(database)).toEqual(names);
  });
});

describe('a transaction', () => {
  it('that does not end is undone, and the next one has its turn', async () => {
    const { database } = await fixture();
    await insert(database, 'a');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    let late: Promise<unknown> | undefined;
    const begun = Promise.withResolvers<void>();
    const endless = database.write(async (writer) => {
      await writer.insertInto('tokens').values(row('b')).execute();
      late = new Promise((resolve) => setTimeout(resolve, 40_000)).then(() =>
        writer.insertInto('tokens').values(row('c')).execute(),
      );
      begun.resolve();
      await late;
    });
    const outcome = endless.catch((error) => error);
    await begun.promise;
    const next = insert(database, 'd');
    vi.advanceTimersByTime(30_000);
    expect(await outcome).toMatchObject({ code: 'transaction-too-long' });
    await next;
    vi.advanceTimersByTime(10_000);
    await expect(late).rejects.toThrow();
    expect(await ids(database)).toEqual(['a', 'd']);
  });

  it('is what every written statement needs', async () => {
    const { connection } = await fixture();
    const writer = createLocalWriter(connection);
    await expect(writer.execute('DELETE FROM tokens', [])).rejects.toMatchObject({
      code: 'transaction-over',
    });
    await writer.rollback();
  });
});

describe('statements', () => {
  it('are prepared once', async () => {
    const { connection } = await fixture();
    expect(connection.prepare('SELECT 1')).toBe(connection.prepare('SELECT 1'));
    const first = connection.prepare('SELECT 1');
    for (let index = 0; index < 300; index++) connection.prepare(`SELECT ${index + 2}`);
    expect(connection.prepare('SELECT 1')).not.toBe(first);
  });

  it('can be streamed', async () => {
    const { database } = await fixture();
    await insert(database, 'a');
    await insert(database, 'b');
    const seen = await database.read(async (queries) => {
      const found: string[] = [];
      for await (const { jti } of queries.selectFrom('tokens').select('jti').orderBy('jti').stream())
        found.push(jti);
      return found;
    });
    expect(seen).toEqual(['a', 'b']);
  });

  it('run with the settings of every connection', async () => {
    const file = join(makeFolder(), 'nerve.db');
    const connection = await openForWriting(file, MIGRATIONS);
    onTestFinished(() => connection.close());
    const names = [
      'synchronous',
      'busy_timeout',
      'cache_size',
      'foreign_keys',
      'trusted_schema',
      'query_only',
    ];
    expect(names.map((name) => connection.pragma(name))).toEqual([1, 5000, -16384, 1, 0, 0]);
  });
});
