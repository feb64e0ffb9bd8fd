import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Migration } from '../../../../src/lib/base/store/migrate.ts';
import { MIGRATIONS } from '../../../../src/lib/base/store/migrations/index.ts';
import { openForReading, openForWriting } from '../../../../src/lib/base/store/open.ts';
import { makeFolder, newToken, openTestStore, runChild } from './helpers.ts';

const CHILD = new URL('./child.ts', import.meta.url);
/** Made by the release of each schema. In both: an active token and a revoked one. */
const madeBy = (schema: number): URL =>
  new URL(`../../../fixtures/store/schema-${schema}.db`, import.meta.url);
const NEXT = MIGRATIONS.length + 1;

async function filledDatabase(): Promise<string> {
  const file = join(makeFolder(), 'nerve.db');
  const store = await openTestStore(file);
  await store.tokens.insert(newToken());
  await store.close();
  return file;
}

function query(file: string, sql: string): unknown {
  const raw = new Database(file, { readonly: true });
  try {
    return raw.prepare(sql).pluck().all();
  } finally {
    raw.close();
  }
}

const adding = (sql: string): readonly Migration[] => [
  ...MIGRATIONS,
  { version: NEXT, up: (connection) => connection.exec(sql) },
];

describe('migrations', () => {
  it('are numbered without gaps', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  });

  it('upgrade after a private backup of the old state', async () => {
    const file = await filledDatabase();
    (await openForWriting(file, adding('DELETE FROM tokens; CREATE TABLE added (x)'))).close();
    const backup = `${file}.v${NEXT - 1}.bak`;
    expect(query(file, 'SELECT count(*) FROM tokens')).toEqual([0]);
    expect(query(file, 'PRAGMA user_version')).toEqual([NEXT]);
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    expect(query(backup, 'SELECT name FROM tokens')).toEqual(['laptop']);
    const restored = await openTestStore(backup);
    expect(await restored.tokens.byName('laptop')).toMatchObject({ jti: 'T1' });
    expect(readdirSync(dirname(file)).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('are tested from every schema but the newest', () => {
    expect(MIGRATIONS.slice(0, -1).map(({ version }) => existsSync(madeBy(version)))).toEqual([
      true,
      true,
      true,
    ]);
  });

  it.each([1, 2, 3])('bring a file of schema %i to the newest, rows and all', async (schema) => {
    const file = join(makeFolder(), 'nerve.db');
    copyFileSync(madeBy(schema), file);
    chmodSync(file, 0o600);
    const store = await openTestStore(file);
    expect(await store.tokens.list()).toMatchObject([
      { name: 'laptop', kind: 'api', scopes: ['read', 'sessions'], revokedAt: null },
      { name: 'old', kind: 'mcp', revokedReason: 'lost' },
    ]);
    const before = await store.revision('tokens');
    await store.tokens.revokeName('laptop', 'lost');
    expect(await store.revision('tokens')).toBe(before + 1);
    await store.close();
    expect(query(file, 'PRAGMA user_version')).toEqual([MIGRATIONS.length]);
    expect(query(file, 'PRAGMA integrity_check')).toEqual(['ok']);
    expect(query(`${file}.v${schema}.bak`, 'PRAGMA user_version')).toEqual([schema]);
    const fresh = join(makeFolder(), 'nerve.db');
    await (await openTestStore(fresh)).close();
    const statements = 'SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name';
    expect(query(file, statements)).toEqual(query(fresh, statements));
  });

  it('let messages of schema 3 count, and give them nothing that they did not say', async () => {
    const file = join(makeFolder(), 'nerve.db');
    copyFileSync(madeBy(3), file);
    chmodSync(file, 0o600);
    const store = await openTestStore(file);
    const session = (await store.sessions.list()).sessions.find(({ messageCount }) => messageCount > 0);
    const { messages } = await store.messages.list(session?.id ?? '');
    expect(messages).toMatchObject([
      { text: 'hello', output: null, tool: null, turnId: null, ingested: false },
      { text: 'ls', callId: 'c1', data: { input: 1 }, ingested: false },
    ]);
    await store.messages.append(session?.id ?? '', [{ externalId: 'm3', at: 1, role: 'user', kind: 'text' }]);
    expect(await store.sessions.byId(session?.id ?? '')).toMatchObject({ messageCount: 3 });
  });

  it('give sessions of schema 2 a transcript', async () => {
    const file = join(makeFolder(), 'nerve.db');
    copyFileSync(madeBy(2), file);
    chmodSync(file, 0o600);
    const store = await openTestStore(file);
    const { sessions } = await store.sessions.list();
    expect(sessions.map(({ title, status, messageCount }) => [title, status, messageCount])).toEqual([
      ['', 'archived', 0],
      ['First', 'active', 0],
    ]);
    expect((await store.events.list()).events).toMatchObject([
      { code: 'no-token' },
      { tool: 'session_context', session: sessions[1]?.id },
    ]);
    const id = sessions[1]?.id ?? '';
    const message = { externalId: 'msg:1', at: 1, role: 'user', kind: 'text', text: 'hello' } as const;
    expect(await store.messages.append(id, [message])).toEqual({ inserted: 1, duplicates: 0 });
    expect(await store.sessions.byId(id)).toMatchObject({ messageCount: 1, metadata: { topic: 'x' } });
  });

  it('make no backup of a new database', async () => {
    const file = join(makeFolder(), 'nerve.db');
    (await openForWriting(file, adding('CREATE TABLE added (x)'))).close();
    expect(readdirSync(dirname(file))).toEqual(['nerve.db']);
  });

  it.each([
    ['a statement fails', 'DELETE FROM tokens; CREATE TABLE tokens (x)', 'SQLITE_ERROR'],
    [
      'rows would point nowhere',
      'CREATE TABLE a (x PRIMARY KEY); CREATE TABLE b (x REFERENCES a); INSERT INTO b VALUES (1); DELETE FROM tokens',
      'database-inconsistent',
    ],
  ])('change nothing when %s', async (_, sql, code) => {
    const file = await filledDatabase();
    await expect(openForWriting(file, adding(sql))).rejects.toMatchObject({ code });
    expect(query(file, 'SELECT name FROM tokens')).toEqual(['laptop']);
    expect(query(file, 'PRAGMA user_version')).toEqual([NEXT - 1]);
    await openTestStore(file);
  });

  it('change nothing when the process is killed in the middle', async () => {
    const file = await filledDatabase();
    expect(await runChild(CHILD, ['kill-in-migration', file])).toMatchObject({ signal: 'SIGKILL' });
    const store = await openTestStore(file);
    expect(await store.tokens.byName('laptop')).toMatchObject({ jti: 'T1' });
    await store.close();
    expect(query(file, "SELECT name FROM sqlite_schema WHERE name = 'runs'")).toEqual([]);
    expect(await runChild(CHILD, ['upgrade', file])).toMatchObject({ code: 0, stderr: '' });
    expect(query(file, 'SELECT count(*) FROM runs')).toEqual([1]);
  });

  it('run once when several processes upgrade at once', async () => {
    const file = await filledDatabase();
    const children = await Promise.all([1, 2, 3, 4].map(() => runChild(CHILD, ['upgrade', file])));
    expect(children.map(({ code, stderr }) => [code, stderr])).toEqual(children.map(() => [0, '']));
    expect(query(file, 'SELECT count(*) FROM runs')).toEqual([1]);
    expect(query(`${file}.v${NEXT - 1}.bak`, 'SELECT count(*) FROM tokens')).toEqual([1]);
  });

  it('do not run when the backup cannot be made', async () => {
    const file = await filledDatabase();
    mkdirSync(`${file}.v${NEXT - 1}.bak`);
    writeFileSync(join(`${file}.v${NEXT - 1}.bak`, 'kept'), '');
    await expect(openForWriting(file, adding('CREATE TABLE added (x)'))).rejects.toMatchObject({
      code: 'backup-failed',
    });
    expect(query(file, 'PRAGMA user_version')).toEqual([NEXT - 1]);
    expect(existsSync(join(`${file}.v${NEXT - 1}.bak`, 'kept'))).toBe(true);
  });

  it('are left to commands that write', async () => {
    const file = await filledDatabase();
    const opened = openForReading(file, adding('CREATE TABLE added (x)'));
    await expect(opened).rejects.toMatchObject({ code: 'database-too-old', exit: 5 });
    expect(query(file, 'PRAGMA user_version')).toEqual([NEXT - 1]);
  });
});
