import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { MIGRATIONS } from '../../src/lib/base/store/migrations/index.ts';
import { openStore, type Store } from '../../src/lib/base/store/store.ts';
import { createAllowlist } from '../../src/lib/base/system/allowlist.ts';
import { createRealSystem } from '../../src/lib/base/system/real-system.ts';
import { makeHome } from '../support/home.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

const SCHEMA_1 = new URL('../fixtures/store/schema-1.db', import.meta.url);
const DAY = 86_400_000;
const SECRET = `ghp_${'a1B2'.repeat(9)}`;

let nerve: Nerve;

beforeAll(async () => {
  nerve = await createNerve();
}, 60_000);

const at = (home: string, name = ''): string => join(home, '.nerve', name);

/** A home with a token and, if asked for, what a hub leaves behind. */
async function setUp(fill?: (store: Store) => Promise<void>): Promise<string> {
  const home = makeHome({});
  await nerve.expect(0, home, 'token mint laptop');
  if (fill) {
    const store = await openStore({ file: at(home, 'nerve.db'), clock: { now: () => new Date() } });
    await fill(store).finally(() => store.close());
  }
  return home;
}

async function data(home: string, args: string) {
  return JSON.parse((await nerve.expect(0, home, `${args} --json`)).stdout).data;
}

async function failure(home: string, exit: number, args: string): Promise<{ code: string; hint?: string }> {
  return JSON.parse((await nerve.expect(exit, home, `${args} --json`)).stdout).error;
}

const tokens = async (home: string): Promise<string[]> =>
  (await data(home, 'token list')).tokens.map(({ name }: { name: string }) => name);

const backups = (home: string): string[] =>
  readdirSync(at(home)).filter((name) => /^nerve\.db\.\d{8}T\d{9}\.bak$/.test(name));

async function lived(store: Store): Promise<void> {
  const now = Date.now();
  await store.sessions.touch([
    {
      id: 'codex:old',
      at: now - 40 * DAY,
      client: 'codex',
      title: `push with ${SECRET}`,
      metadata: { env: SECRET },
    },
    { id: 'codex:new', at: now - DAY, client: 'codex' },
  ]);
  await store.messages.append('codex:old', [
    { externalId: 'm1', at: now - 40 * DAY, role: 'user', kind: 'text', text: `with ${SECRET}` },
    { externalId: 'm2', at: now - 40 * DAY, role: 'tool', kind: 'tool_result', data: { env: SECRET } },
  ]);
  await store.events.append([
    { at: now - 100 * DAY, outcome: 'ok', tool: 'task_list', session: 'codex:old' },
    { at: now - 50 * DAY, outcome: 'denied', code: 'missing-scope', argsPreview: `{"token":"${SECRET}"}` },
    { at: now - DAY, outcome: 'ok', tool: 'task_list', session: 'codex:new', durationUs: 12 },
  ]);
}

describe('backup and restore', () => {
  it('bring back what was lost, keep what was there, and leave with nerve', async () => {
    const home = await setUp();
    const { file, bytes } = await data(home, 'db backup ~/copy.db');
    expect([file, bytes]).toEqual([join(home, 'copy.db'), statSync(file).size]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await nerve.expect(0, home, 'token revoke laptop');
    await nerve.expect(0, home, 'token mint newer');
    expect(await tokens(home)).toEqual(['newer']);
    const report = await data(home, 'db restore ~/copy.db');
    expect(report).toEqual({ schema: MIGRATIONS.length, kept: at(home, backups(home)[0]) });
    expect(await tokens(home)).toEqual(['laptop']);
    await nerve.expect(0, home, `db restore ${report.kept}`);
    expect(await tokens(home)).toEqual(['newer']);
    expect(backups(home)).toHaveLength(2);
  });

  it('leave nothing in the way of an uninstall', async () => {
    const home = makeHome({ '.codex': null });
    await nerve.expect(0, home, 'init --yes');
    await nerve.expect(0, home, 'db backup ~/copy.db');
    await nerve.expect(0, home, 'db restore ~/copy.db');
    expect(backups(home)).toHaveLength(1);
    await nerve.expect(0, home, 'uninstall --yes');
    expect(readdirSync(home).sort()).toEqual(['.codex', 'copy.db']);
  });

  it('replaces a file only when told to, and nothing but a file', async () => {
    const home = await setUp();
    writeFileSync(join(home, 'mine'), 'mine');
    expect(await failure(home, 4, 'db backup ~/mine')).toMatchObject({ code: 'file-exists' });
    expect(readFileSync(join(home, 'mine'), 'utf8')).toBe('mine');
    await nerve.expect(0, home, 'db backup ~/mine --force');
    expect(await failure(home, 4, 'db backup ~/.nerve --force')).toMatchObject({ code: 'not-a-file' });
    expect(await failure(home, 5, 'db backup ~/no/such/folder')).toMatchObject({ code: 'backup-failed' });
    expect(readdirSync(home).sort()).toEqual(['.nerve', 'mine']);
  });

  it('takes the backup of an earlier schema', async () => {
    const home = await setUp();
    copyFileSync(SCHEMA_1, join(home, 'old.db'));
    expect(await data(home, 'db restore ~/old.db')).toMatchObject({ schema: 1 });
    expect(await data(home, 'db stats')).toMatchObject({ schema: MIGRATIONS.length, rows: { tokens: 2 } });
  });

  it('refuses what is not a whole database of this nerve or an older one', async () => {
    const home = await setUp();
    writeFileSync(join(home, 'text'), 'not a database, certainly not one\n'.repeat(400));
    const make = (name: string, sql: string) => {
      const raw = new Database(join(home, name));
      raw.exec(sql);
      raw.close();
    };
    make('foreign', 'CREATE TABLE t (x)');
    make('newer', `PRAGMA application_id = ${0x6e657276}; PRAGMA user_version = 99; CREATE TABLE t (x)`);
    writeFileSync(join(home, 'empty'), '');
    await nerve.expect(0, home, 'db backup ~/torn');
    const bytes = readFileSync(join(home, 'torn'));
    writeFileSync(
      join(home, 'torn'),
      Buffer.concat([bytes.subarray(0, 8192), Buffer.alloc(bytes.length - 8192, 0xaa)]),
    );
    const codes = async (...names: string[]): Promise<string[]> =>
      Promise.all(names.map(async (name) => (await failure(home, 4, `db restore ~/${name}`)).code));
    expect(await codes('text', 'foreign', 'newer', 'empty', 'torn')).toEqual([
      'database-corrupt',
      'not-our-database',
      'database-too-new',
      'not-our-database',
      'database-corrupt',
    ]);
    expect(await failure(home, 2, 'db restore ~/.nerve/nerve.db')).toMatchObject({ code: 'no-such-file' });
    expect(await failure(home, 2, 'db restore ~/.nerve')).toMatchObject({ code: 'no-such-file' });
    expect([await tokens(home), backups(home)]).toEqual([['laptop'], []]);
  });

  it('moves a database aside that nobody can read', async () => {
    const home = await setUp();
    await nerve.expect(0, home, 'db backup ~/copy.db');
    writeFileSync(at(home, 'nerve.db'), 'not a database any more\n'.repeat(400));
    await nerve.expect(0, home, 'db restore ~/copy.db');
    expect(await tokens(home)).toEqual(['laptop']);
    expect(readFileSync(at(home, backups(home)[0]), 'utf8')).toContain('not a database any more');
    expect(statSync(at(home, 'nerve.db')).mode & 0o777).toBe(0o600);
  });

  it('starts a database where there is none', async () => {
    const home = await setUp();
    await nerve.expect(0, home, 'db backup ~/copy.db');
    const other = makeHome({});
    copyFileSync(join(home, 'copy.db'), join(other, 'copy.db'));
    expect(await data(other, 'db restore ~/copy.db')).toMatchObject({ kept: null });
    expect(await tokens(other)).toEqual(['laptop']);
  });

  it('is told to those who have the database open', async () => {
    const home = await setUp();
    await nerve.expect(0, home, 'db backup ~/copy.db');
    await nerve.expect(0, home, 'token revoke laptop');
    const open = new Database(at(home, 'nerve.db'));
    onTestFinished(() => void open.close());
    const revoked = () => open.prepare('SELECT revoked_reason FROM tokens').pluck().all();
    expect(revoked()).toEqual(['revoked']);
    await nerve.expect(0, home, 'db restore ~/copy.db');
    expect(revoked()).toEqual([null]);
    expect(open.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  it('waits for nobody who keeps the database locked for long, and changes nothing then', async () => {
    const home = await setUp();
    await nerve.expect(0, home, 'db backup ~/copy.db');
    await nerve.expect(0, home, 'token revoke laptop');
    const holder = new Database(at(home, 'nerve.db'));
    onTestFinished(() => void holder.close());
    holder.exec('BEGIN IMMEDIATE');
    expect(await failure(home, 5, 'db restore ~/copy.db')).toMatchObject({ code: 'database-busy' });
    holder.exec('ROLLBACK');
    expect([await tokens(home), backups(home)]).toEqual([[], []]);
  });

  it('does not happen while a hub runs', async () => {
    const home = await setUp();
    await nerve.expect(0, home, 'db backup ~/copy.db');
    const root = at(home);
    const system = createRealSystem({ allowlist: createAllowlist({ roots: [root], files: [], home }) });
    system.makeDirectory(join(root, 'ledger'), 0o700);
    const lock = { waitMs: 0, purpose: 'nerve serve' };
    await system.withLock(
      join(root, 'ledger', 'hub-lock'),
      async () => {
        const { code, hint } = await failure(home, 4, 'db restore ~/copy.db');
        expect([code, hint]).toEqual(['hub-running', `end it first: kill ${process.pid}`]);
      },
      lock,
    );
    await nerve.expect(0, home, 'db restore ~/copy.db');
    expect(existsSync(join(root, 'ledger', 'hub-lock'))).toBe(false);
  });
});

describe('care', () => {
  it('says what is in the database', async () => {
    const home = await setUp(lived);
    expect(await data(home, 'db stats')).toMatchObject({
      file: at(home, 'nerve.db'),
      exists: true,
      schema: MIGRATIONS.length,
      bytes: statSync(at(home, 'nerve.db')).size,
      rows: { tokens: 1, sessions: 2, messages: 2, events: 3, idempotency: 0, leases: 0 },
    });
    const { stdout } = await nerve.expect(0, home, 'db stats');
    expect(stdout).toMatch(/^events +3, \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d$/m);
  });

  it('deletes old events and archives idle sessions, as the settings or the flags say', async () => {
    const home = await setUp(lived);
    expect(await data(home, 'db prune --dry-run')).toEqual({
      events: 1,
      sessions: 1,
      results: 0,
      dryRun: true,
    });
    expect(await data(home, 'db prune')).toMatchObject({ events: 1, sessions: 1 });
    expect(await data(home, 'db prune')).toMatchObject({ events: 0, sessions: 0 });
    await nerve.expect(0, home, 'config set retention.events_days 20');
    expect(await data(home, 'db prune -n')).toMatchObject({ events: 1 });
    expect(await data(home, 'db prune -n --older-than 60d --idle 12h')).toMatchObject({
      events: 0,
      sessions: 1,
    });
    expect(await failure(home, 2, 'db prune --older-than soon')).toMatchObject({ code: 'bad-duration' });
    expect(await data(home, 'db stats')).toMatchObject({ rows: { events: 2, sessions: 2, leases: 0 } });
  });

  it('gives space back', async () => {
    const home = await setUp(async (store) => {
      const event = { at: 1, outcome: 'ok', resultPreview: 'x'.repeat(500) } as const;
      await store.events.append(Array.from({ length: 2000 }, () => event));
    });
    await nerve.expect(0, home, 'db prune');
    const { before, after } = await data(home, 'db vacuum');
    expect(after).toBeLessThan(before / 4);
    expect(await data(home, 'db stats')).toMatchObject({ bytes: after, freePages: 0 });
  });
});

describe('export', () => {
  it('prints sessions, messages and events as lines, without secrets', async () => {
    const home = await setUp(lived);
    const { stdout } = await nerve.expect(0, home, 'db export');
    expect(stdout).not.toContain(SECRET);
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records.map(({ type, id }) => [type, id])).toEqual([
      ['session', 'codex:new'],
      ['session', 'codex:old'],
      ['message', 1],
      ['message', 2],
      ['event', 1],
      ['event', 2],
      ['event', 3],
    ]);
    expect(records.at(-1)).toMatchObject({
      tool: 'task_list',
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      durationUs: 12,
    });
    expect(records[1].title).toMatch(/^push with /);
    expect((await data(home, 'db export')).records).toEqual(records);
  });

  it('goes into a private file of its own', async () => {
    const home = await setUp(lived);
    expect(await data(home, 'db export ~/audit.jsonl')).toEqual({
      file: join(home, 'audit.jsonl'),
      records: 7,
    });
    expect(statSync(join(home, 'audit.jsonl')).mode & 0o777).toBe(0o600);
    chmodSync(join(home, 'audit.jsonl'), 0o644);
    expect(await failure(home, 4, 'db export ~/audit.jsonl')).toMatchObject({ code: 'file-exists' });
    await nerve.expect(0, home, 'db export ~/audit.jsonl --force');
    expect(statSync(join(home, 'audit.jsonl')).mode & 0o777).toBe(0o600);
  });

  it('comes in full where there are more rows than a page', async () => {
    const home = await setUp(async (store) => {
      const numbers = Array.from({ length: 1100 }, (_, index) => index);
      await store.events.append(numbers.map((index) => ({ at: 5000 - index, outcome: 'ok' })));
      await store.sessions.touch(numbers.map((index) => ({ id: `s${index}`, at: index % 7 })));
    });
    const { records } = await data(home, 'db export');
    expect(new Set(records.map(({ id }: { id: unknown }) => id)).size).toBe(2200);
  });
});
