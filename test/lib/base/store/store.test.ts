import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import {
  BugError,
  RefusedError,
  UnavailableError,
  UserError,
} from '../../../../src/lib/base/kernel/errors.ts';
import { MIGRATIONS } from '../../../../src/lib/base/store/migrations/index.ts';
import { openForReading } from '../../../../src/lib/base/store/open.ts';
import { makeFolder, newToken, openTestStore, runChild, testClock } from './helpers.ts';

const CHILD = new URL('./child.ts', import.meta.url);
const mode = (path: string): number => statSync(path).mode & 0o777;

describe('a new database', () => {
  it('has the settings that stay with the file', async () => {
    const file = join(makeFolder(), 'nerve.db');
    await (await openTestStore(file)).close();
    const raw = new Database(file, { readonly: true });
    const pragmas = ['page_size', 'journal_mode', 'user_version', 'application_id', 'integrity_check'];
    const values = pragmas.map((name) => raw.pragma(name, { simple: true }));
    raw.close();
    expect(values).toEqual([8192, 'wal', MIGRATIONS.length, 0x6e657276, 'ok']);
  });

  it('is private with its -wal and -shm, whatever the umask', async () => {
    const folder = makeFolder();
    const file = join(folder, 'nerve.db');
    const stop = join(makeFolder(), 'stop');
    const child = runChild(CHILD, ['open-wide', file, stop]);
    let seen: readonly string[] = [];
    while (seen.length < 3) {
      seen = readdirSync(folder).filter((name) => mode(join(folder, name)) >= 0);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(seen.map((name) => [name, mode(join(folder, name))])).toEqual(
      ['nerve.db', 'nerve.db-shm', 'nerve.db-wal'].map((name) => [name, 0o600]),
    );
    writeFileSync(stop, '');
    expect(await child).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(folder)).toEqual(['nerve.db']);
  });

  it('may be made by several processes at once', async () => {
    const file = join(makeFolder(), 'nerve.db');
    const children = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((name) => runChild(CHILD, ['insert', file, name])),
    );
    expect(children.map(({ code, stderr }) => [code, stderr])).toEqual(children.map(() => [0, '']));
    expect(await (await openTestStore(file)).tokens.list()).toHaveLength(125);
  });

  it('loses rights that it should not have', async () => {
    const file = join(makeFolder(), 'nerve.db');
    await (await openTestStore(file)).close();
    chmodSync(file, 0o644);
    await openTestStore(file);
    expect(mode(file)).toBe(0o600);
  });
});

describe('what cannot be the database', () => {
  const cases: readonly [string, string, (file: string) => void][] = [
    [
      'text',
      'database-corrupt',
      (file) => writeFileSync(file, 'not a database, certainly not one\n'.repeat(400)),
    ],
    ['a database of another program', 'not-our-database', (file) => foreign(file, 'CREATE TABLE t (x)')],
    ['one with another owner', 'not-our-database', (file) => foreign(file, 'PRAGMA application_id = 7')],
    ['one of a newer nerve', 'database-too-new', (file) => foreign(file, newer)],
    ['a folder', 'not-a-file', (file) => mkdirSync(file)],
    ['a folder that others can enter', 'open-permissions', (file) => chmodSync(join(file, '..'), 0o750)],
  ];
  const newer = `PRAGMA application_id = ${0x6e657276}; PRAGMA user_version = 99; CREATE TABLE t (x)`;

  it.each(cases)('%s is refused (%s)', async (_, code, make) => {
    const file = join(makeFolder(), 'nerve.db');
    make(file);
    const before = statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file) : undefined;
    for (const readOnly of [false, true]) {
      const error = await openTestStore(file, { readOnly }).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(RefusedError);
      expect(error).toMatchObject({ code, exit: 4 });
    }
    if (before) expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('a damaged page is reported where it is met', async () => {
    const file = join(makeFolder(), 'nerve.db');
    const store = await openTestStore(file);
    await store.tokens.insert(newToken());
    await store.close();
    const bytes = readFileSync(file);
    writeFileSync(file, Buffer.concat([bytes.subarray(0, 100), Buffer.alloc(bytes.length - 100, 0xaa)]));
    const opened = openTestStore(file, { readOnly: true }).then((damaged) => damaged.tokens.byId('T1'));
    await expect(opened).rejects.toMatchObject({
      code: 'database-corrupt',
      exit: 4,
      hint: expect.stringContaining(file),
    });
  });

  it.each(['nerve.db', '/tmp/nerve.db ', '/tmp/x\0y', ''])('the path %j is refused', async (file) => {
    await expect(openTestStore(file)).rejects.toBeInstanceOf(UserError);
  });

  it('a link to nowhere is refused and makes nothing', async () => {
    const folder = makeFolder();
    symlinkSync(join(folder, 'target'), join(folder, 'nerve.db'));
    await expect(openTestStore(join(folder, 'nerve.db'))).rejects.toBeInstanceOf(UnavailableError);
    expect(readdirSync(folder)).toEqual(['nerve.db']);
  });

  it('a missing folder says what to do', async () => {
    const file = join(makeFolder(), 'absent', 'nerve.db');
    await expect(openTestStore(file)).rejects.toMatchObject({
      code: 'no-home-folder',
      exit: 5,
      hint: 'nerve init',
    });
  });

  function foreign(file: string, sql: string): void {
    const raw = new Database(file);
    raw.exec(sql);
    raw.close();
    chmodSync(file, 0o600);
  }
});

describe('a store for reading', () => {
  it.each(['nerve.db', 'absent/nerve.db'])(
    'is empty and makes nothing without a database (%s)',
    async (name) => {
      const folder = makeFolder();
      const store = await openTestStore(join(folder, name), { readOnly: true });
      expect(await store.tokens.list()).toEqual([]);
      expect(await store.tokens.byId('T1')).toBeUndefined();
      expect(await store.revision('tokens')).toBe(await store.revision('tokens'));
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('sees rows, leaves no files and cannot write', async () => {
    const folder = makeFolder();
    const file = join(folder, 'nerve.db');
    const writer = await openTestStore(file);
    await writer.tokens.insert(newToken());
    await writer.close();
    const before = readFileSync(file);
    const store = await openTestStore(file, { readOnly: true });
    expect(await store.tokens.byName('laptop')).toMatchObject({ jti: 'T1' });
    await expect(store.tokens.revoke('T1', 'x')).rejects.toBeInstanceOf(BugError);
    await store.close();
    expect(readdirSync(folder)).toEqual(['nerve.db']);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it.each(['with', 'without'])('cannot change rows even by hand, %s a database', async (how) => {
    const file = join(makeFolder(), 'nerve.db');
    if (how === 'with') await (await openTestStore(file)).close();
    const connection = await openForReading(file, MIGRATIONS);
    expect(() => connection.exec('DELETE FROM tokens')).toThrow(UnavailableError);
    connection.close();
  });

  it('takes an empty file for an empty store', async () => {
    const file = join(makeFolder(), 'nerve.db');
    writeFileSync(file, '', { mode: 0o600 });
    expect(await (await openTestStore(file, { readOnly: true })).tokens.list()).toEqual([]);
    expect(statSync(file).size).toBe(0);
  });
});

describe('the life of a store', () => {
  it('counts its own changes, those of other stores, and nothing else', async () => {
    const file = join(makeFolder(), 'nerve.db');
    const one = await openTestStore(file);
    const two = await openTestStore(file);
    const marks = [await one.revision('tokens'), await one.revision('tokens')];
    expect(new Set(marks).size).toBe(1);
    await one.tokens.insert(newToken());
    marks.push(await one.revision('tokens'));
    await two.tokens.revoke('T1', 'elsewhere');
    marks.push(await one.revision('tokens'));
    expect(new Set(marks).size).toBe(3);
    await one.tokens.list();
    expect(await one.revision('tokens')).toBe(marks.at(-1));
  });

  it('notices the writes of another process', async () => {
    const file = join(makeFolder(), 'nerve.db');
    const store = await openTestStore(file);
    await store.tokens.insert(newToken());
    const before = await store.revision('tokens');
    expect(await runChild(CHILD, ['revoke', file, 'T1'])).toMatchObject({ code: 0, stderr: '' });
    expect(await store.revision('tokens')).not.toBe(before);
    expect(await store.tokens.byId('T1')).toMatchObject({ revokedReason: 'elsewhere' });
  });

  it('closes twice and then refuses work', async () => {
    const store = await openTestStore(join(makeFolder(), 'nerve.db'), { clock: testClock() });
    await store.tokens.list();
    await Promise.all([store.close(), store.close()]);
    await expect(store.tokens.list()).rejects.toMatchObject({ code: 'store-closed' });
    await expect(store.tokens.byId('T1')).rejects.toMatchObject({ code: 'store-closed' });
    await expect(store.revision('tokens')).rejects.toMatchObject({ code: 'store-closed' });
  });

  it('survives the removal of its -wal and -shm after a clean end', async () => {
    const file = join(makeFolder(), 'nerve.db');
    const store = await openTestStore(file);
    await store.tokens.insert(newToken());
    await store.close();
    for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
    expect(await (await openTestStore(file)).tokens.byId('T1')).toMatchObject({ name: 'laptop' });
  });
});
