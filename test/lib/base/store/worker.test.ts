/** The store of the hub: a worker holds the writing connection, this thread reads. */
import { globSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BugError, RefusedError, UnavailableError } from '../../../../src/lib/base/kernel/errors.ts';
import { openConnection } from '../../../../src/lib/base/store/connection.ts';
import { createSplitDatabase, type Database } from '../../../../src/lib/base/store/database.ts';
import { isDuplicate } from '../../../../src/lib/base/store/errors.ts';
import { fromPlain, toPlain } from '../../../../src/lib/base/store/messages.ts';
import { MIGRATIONS } from '../../../../src/lib/base/store/migrations/index.ts';
import { openForWriting } from '../../../../src/lib/base/store/open.ts';
import { createRemoteWriter } from '../../../../src/lib/base/store/remote-writer.ts';
import { buildNerve } from '../../../support/scenario.ts';
import { makeFolder, newToken, openTestStore, runChild, startChild, testClock } from './helpers.ts';

const CHILD = new URL('./child.ts', import.meta.url);
const INSERT = `INSERT INTO tokens (jti, name, kind, subject, scopes, key_id, hash, created_at, expires_at)
  VALUES (?, ?, 'api', 's', '[]', 'k', ?, 1, 2)`;

const rowsOf = (...ids: readonly string[]) => ids.map((id) => [id, id, id]);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A database with a worker, and the means to end that worker. */
async function fixture(patience?: number) {
  const file = join(makeFolder(), 'nerve.db');
  const reader = await openForWriting(file, MIGRATIONS);
  const workers: Worker[] = [];
  const writer = await createRemoteWriter(file, {
    ...(patience === undefined ? {} : { patience }),
    start: (url, data) => {
      const worker = new Worker(url, { workerData: data, execArgv: [] });
      workers.push(worker);
      return worker;
    },
  });
  const database = createSplitDatabase(reader, writer);
  const other = await openConnection(file, { busyTimeout: 5000 });
  onTestFinished(async () => {
    other.close();
    await database.close();
  });
  return { file, database, workers, other };
}

const insert = (database: Database, ...ids: readonly string[]): Promise<unknown> =>
  database.batch([{ sql: INSERT, rows: rowsOf(...ids) }]);

const count = (database: Database): Promise<number> =>
  database.direct(
    (connection) => (connection.prepare('SELECT count(*) AS n FROM tokens').get([]) as { n: number }).n,
  );

describe('writes through the worker', () => {
  it('are there when they are awaited', async () => {
    const store = await openTestStore(join(makeFolder(), 'nerve.db'), { writer: 'worker' });
    for (let index = 0; index < 20; index++) {
      const token = newToken({ jti: `T${index}`, name: `n${index}` });
      expect(await store.tokens.insert(token)).toBe(true);
      expect(await store.tokens.byId(token.jti)).toMatchObject({ name: token.name });
    }
    expect(await store.tokens.insert(newToken({ jti: 'again', name: 'n1' }))).toBe(false);
    expect(await store.tokens.list()).toHaveLength(20);
  });

  it('roll back as a whole, in a transaction and in a batch', async () => {
    const { database } = await fixture();
    const failing = database.write(async (writer) => {
      await writer.insertInto('tokens').values(tokenColumns('a')).execute();
      throw new RangeError('no');
    });
    await expect(failing).rejects.toThrow(RangeError);
    const batch = database.batch([{ sql: INSERT, rows: rowsOf('b', 'c', 'b') }]);
    expect(isDuplicate(await batch.catch((error) => error))).toBe(true);
    expect(await count(database)).toBe(0);
    expect(await database.batch([{ sql: INSERT, rows: rowsOf('b', 'c') }])).toEqual([2]);
    expect(await count(database)).toBe(2);
  });

  it('are not seen before their transaction is over', async () => {
    const { database } = await fixture();
    await database.write(async (writer) => {
      await writer.insertInto('tokens').values(tokenColumns('a')).execute();
      expect(await writer.selectFrom('tokens').select('jti').execute()).toEqual([{ jti: 'a' }]);
      expect(await count(database)).toBe(0);
    });
    expect(await count(database)).toBe(1);
  });

  it('may be asked for all at once; batches keep their order', async () => {
    const { database } = await fixture();
    const names = Array.from({ length: 30 }, (_, index) => `n${String(index).padStart(2, '0')}`);
    await Promise.all([
      ...names.map((name) =>
        database.write((writer) =>
          writer
            .insertInto('tokens')
            .values(tokenColumns(`w${name}`))
            .execute(),
        ),
      ),
      ...names.map((name) => insert(database, name)),
    ]);
    const rows = await database.direct((connection) =>
      connection.prepare("SELECT jti FROM tokens WHERE jti LIKE 'n%' ORDER BY rowid").all([]),
    );
    expect(rows).toEqual(names.map((jti) => ({ jti })));
    expect(await count(database)).toBe(60);
  });

  it('cannot be smuggled past the worker', async () => {
    const { database } = await fixture();
    const smuggle = database.direct((connection) => connection.exec('DELETE FROM tokens'));
    await expect(smuggle).rejects.toBeInstanceOf(UnavailableError);
  });

  it('need not be writes that can be sent', async () => {
    const { database } = await fixture();
    const unsent = database.batch([{ sql: INSERT, rows: [[(() => 1) as never]] }]);
    await expect(unsent).rejects.toThrow(/could not be cloned/);
    await insert(database, 'a');
    expect(await count(database)).toBe(1);
  });

  it('empty a journal that a reader kept from being emptied', async () => {
    const { database, other, file } = await fixture();
    const text = 'x'.repeat(256 * 1024);
    const fill = async (round: number): Promise<void> => {
      const rows = Array.from({ length: 4 }, (_, index) => [`${round}-${index}`, text, `${round}-${index}`]);
      await database.batch([{ sql: INSERT, rows }]);
    };
    await insert(database, 'first');
    other.exec('BEGIN; SELECT * FROM tokens');
    for (let round = 0; round < 20; round++) await fill(round);
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(16 * 1024 * 1024);
    other.exec('COMMIT');
    for (let index = 0; index < 16; index++) await insert(database, `last${index}`);
    expect(statSync(`${file}-wal`).size).toBeLessThan(4 * 1024 * 1024);
  });
});

describe('while another process holds the lock', () => {
  it('this thread goes on, and the write comes through', async () => {
    const { database, other } = await fixture();
    await insert(database, 'a');
    other.exec('BEGIN IMMEDIATE');
    let done = false;
    const write = insert(database, 'b').then(() => {
      done = true;
    });
    const built = database.write((writer) => writer.insertInto('tokens').values(tokenColumns('c')).execute());
    for (let index = 0; index < 20; index++) {
      await turn();
      expect(await count(database)).toBe(1);
    }
    expect(done).toBe(false);
    other.exec('ROLLBACK');
    await Promise.all([write, built]);
    expect(await count(database)).toBe(3);
  });

  it('a write gives up in the end, and so do those behind it', async () => {
    const { database, other } = await fixture(50);
    other.exec('BEGIN IMMEDIATE');
    const writes = ['a', 'b', 'c'].map((id) => insert(database, id).catch((error) => error));
    for (const error of await Promise.all(writes)) {
      expect(error).toBeInstanceOf(UnavailableError);
      expect(error).toMatchObject({ code: 'database-busy', exit: 5, retryable: true });
    }
    other.exec('ROLLBACK');
    await insert(database, 'd');
    expect(await count(database)).toBe(1);
  });

  it('closing waits for what was asked for', async () => {
    const { database, other, file } = await fixture();
    other.exec('BEGIN IMMEDIATE');
    const ids = Array.from({ length: 40 }, (_, index) => `n${index}`);
    const writes = ids.map((id) => insert(database, id));
    const closed = database.close();
    await expect(insert(database, 'late')).rejects.toMatchObject({ code: 'store-closed' });
    await turn();
    other.exec('ROLLBACK');
    other.close();
    await Promise.all([...writes, closed, database.close()]);
    expect(readdirSync(join(file, '..'))).toEqual(['nerve.db']);
    expect(await (await openTestStore(file, { readOnly: true })).tokens.list()).toHaveLength(40);
  });
});

describe('a worker that ends by itself', () => {
  it('fails what waits for it and is replaced, but not for ever', async () => {
    const { database, workers, other } = await fixture();
    await insert(database, 'a');
    other.exec('BEGIN IMMEDIATE');
    const writes = ['b', 'c'].map((id) => insert(database, id));
    const outcome = Promise.allSettled(writes);
    await turn();
    await workers[0]?.terminate();
    for (const result of await outcome) {
      expect(result).toMatchObject({ reason: { code: 'store-writer-lost', exit: 5 } });
    }
    other.exec('ROLLBACK');
    await insert(database, 'd');
    expect([await count(database), workers.length]).toEqual([2, 2]);
    await workers[1]?.terminate();
    await expect(insert(database, 'e')).rejects.toMatchObject({ code: 'store-writer-lost' });
    expect(workers).toHaveLength(2);
  });

  it('takes an open transaction with it', async () => {
    const { database, workers } = await fixture();
    const broken = database.write(async (writer) => {
      await writer.insertInto('tokens').values(tokenColumns('a')).execute();
      await workers[0]?.terminate();
      await writer.insertInto('tokens').values(tokenColumns('b')).execute();
    });
    await expect(broken).rejects.toMatchObject({ code: 'store-writer-lost' });
    await insert(database, 'c');
    expect(await count(database)).toBe(1);
  });

  it('says so when it could not even open the database', async () => {
    const file = join(makeFolder(), 'absent.db');
    const writer = await createRemoteWriter(file);
    await expect(writer.batch([], writer.deadline())).rejects.toMatchObject({
      code: 'database-unavailable',
      exit: 5,
    });
    await writer.close();
  });
});

describe('errors between the threads', () => {
  it.each([
    new UnavailableError('busy', { code: 'database-busy', hint: 'wait', data: { a: 1 } }),
    new RefusedError('damaged', { code: 'database-corrupt', cause: new Error('inner') }),
    new BugError('oops', { code: 'transaction-over' }),
    Object.assign(new Error('UNIQUE constraint failed'), { code: 'SQLITE_CONSTRAINT_UNIQUE' }),
    new TypeError('plain'),
  ])('keep what callers look at: %s', (error) => {
    const back = fromPlain(structuredClone(toPlain(error)));
    const { code, hint, data, exit } = error as {
      code?: string;
      hint?: string;
      data?: object;
      exit?: number;
    };
    expect(back).toMatchObject({ message: error.message });
    expect({ ...back }).toMatchObject(
      JSON.parse(JSON.stringify({ code, hint, data, exit })) as Record<string, unknown>,
    );
    expect(error instanceof UnavailableError).toBe(back instanceof UnavailableError);
    expect(toPlain(back).cause?.message).toBe(toPlain(error).cause?.message);
  });
});

describe('processes', () => {
  it('may write at once, with and without a worker, and every row is there', async () => {
    const file = join(makeFolder(), 'nerve.db');
    await (await openTestStore(file)).close();
    const children = await Promise.all(
      ['insert-worker a', 'insert-worker b', 'insert c', 'insert d'].map((words) => {
        const [what = '', name = ''] = words.split(' ');
        return runChild(CHILD, [what, file, name]);
      }),
    );
    expect(children.map(({ code, stderr }) => [code, stderr])).toEqual(children.map(() => [0, '']));
    expect(await (await openTestStore(file)).tokens.list()).toHaveLength(100);
  });

  it('that are killed inside a transaction leave nothing of it', async () => {
    const file = join(makeFolder(), 'nerve.db');
    const child = startChild(CHILD, ['hold-transaction', file, '']);
    await child.said('open');
    child.kill();
    expect(await child.ended).toMatchObject({ signal: 'SIGKILL' });
    const store = await openTestStore(file);
    expect((await store.tokens.list()).map(({ jti }) => jti)).toEqual(['whole']);
    await store.tokens.insert(newToken());
  });
});

it('is found in the bundle', async () => {
  const dist = join(dirname(dirname(await buildNerve())), 'dist');
  const [chunk = ''] = globSync(join(dist, 'chunks', 'store-*.js'));
  const { openStore } = await import(pathToFileURL(chunk).href);
  const file = join(makeFolder(), 'nerve.db');
  const store = await openStore({ file, clock: testClock(), writer: 'worker' });
  expect(await store.tokens.insert(newToken())).toBe(true);
  await store.close();
});

function tokenColumns(jti: string) {
  const fixed = { kind: 'api', subject: 's', scopes: '[]', key_id: 'k', created_at: 1, expires_at: 2 };
  return { ...fixed, jti, name: jti, hash: jti };
}
