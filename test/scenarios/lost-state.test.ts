/** Parts of nerve's own folder are lost or damaged: rebuilt where content says enough, refused where it does not. */
import { appendFileSync, chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { age, makeHome, read, timesOf, treeOf } from '../support/home.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

const USER = {
  '.codex/config.toml': 'mcp_optional_startup_grace_ms = 5000\n# mine\nmodel = "o3"\n',
  '.codex/AGENTS.md': '# Mine',
  '.claude.json': '{ "numStartups": 1 }\n',
  '.claude/settings.json': '{\n  "permissions": { "allow": ["Bash(ls)"] }\n}\n',
  '.claude/rules': null,
};
const LEDGER = '.nerve/ledger/ledger.json';
/** Workspace files have nothing that says who made them. */
const WORKSPACE = ['nerve-workspace'];

const remove = (home: string, name: string): void => rmSync(join(home, name), { recursive: true });

describe('a lost ledger', () => {
  it.each(['.nerve/ledger', LEDGER])(
    '%s: sync rebuilds it without conflict, and uninstall leaves no trace',
    async (name) => {
      const home = makeHome(USER);
      const before = treeOf(home);
      await nerve.expect(0, home, 'init --yes --auth inline');
      const files = treeOf(home, ['.nerve']);
      remove(home, name);
      const check = await nerve.expect(0, home, 'sync --check');
      expect(check.stdout).toContain('Nothing to change');
      await nerve.expect(0, home, 'sync');
      expect(treeOf(home, ['.nerve'])).toEqual(files);
      expect(treeOf(home)[LEDGER]).toBeDefined();
      await nerve.expect(0, home, 'sync --check');
      await nerve.expect(0, home, 'uninstall --yes');
      expect(treeOf(home, WORKSPACE)).toEqual(withModes(before, home));
    },
  );

  it('is rebuilt by uninstall itself', async () => {
    const home = makeHome(USER);
    const before = treeOf(home);
    await nerve.expect(0, home, 'init --yes --auth env');
    remove(home, LEDGER);
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home, WORKSPACE)).toEqual(before);
  });

  it('is rebuilt by init, workspace included', async () => {
    const home = makeHome(USER);
    const before = treeOf(home);
    await nerve.expect(0, home, 'init --yes --auth env');
    remove(home, LEDGER);
    await nerve.expect(0, home, 'init --yes');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual({ ...before, ...emptyFolders(home) });
  });

  it('is rebuilt without backups as far as content goes', async () => {
    const home = makeHome(USER);
    await nerve.expect(0, home, 'init --yes --auth env');
    for (const name of [LEDGER, '.nerve/backups']) remove(home, name);
    await nerve.expect(0, home, 'sync');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(read(home, '.codex/AGENTS.md')).toBe('# Mine');
    expect(read(home, '.codex/config.toml')).toBe(USER['.codex/config.toml']);
    expect(JSON.parse(read(home, '.claude.json'))).toMatchObject({ numStartups: 1 });
    expect(read(home, '.claude.json')).not.toContain('nerve');
    expect(read(home, '.claude/settings.json')).toBe(USER['.claude/settings.json']);
  });

  it('is rebuilt around the user’s edits', async () => {
    const home = makeHome(USER);
    await nerve.expect(0, home, 'init --yes --auth inline');
    writeFileSync(join(home, '.codex/config.toml'), read(home, '.codex/config.toml').replace('o3', 'o4'));
    appendFileSync(join(home, '.codex/AGENTS.md'), '\n\nMore of mine.\n');
    remove(home, LEDGER);
    await nerve.expect(0, home, 'sync');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(read(home, '.codex/config.toml')).toBe(USER['.codex/config.toml'].replace('o3', 'o4'));
    expect(read(home, '.codex/AGENTS.md')).toContain('# Mine');
    expect(read(home, '.codex/AGENTS.md')).toContain('More of mine.');
    expect(read(home, '.codex/AGENTS.md')).not.toContain('nerve');
  });
});

/** The mode from before a file was narrowed is not in its content. */
function withModes(tree: Record<string, string>, home: string): Record<string, string> {
  const now = treeOf(home);
  return Object.fromEntries(
    Object.entries(tree).map(([name, facts]) => {
      const [kind, , hash] = facts.split(' ');
      return [name, kind === 'file' ? `file ${now[name]?.split(' ')[1]} ${hash}` : facts];
    }),
  );
}

/** Folders that nerve made before the ledger was lost: nothing says so any more. */
function emptyFolders(home: string): Record<string, string> {
  const folders = ['nerve-workspace', 'nerve-workspace/skills'];
  const now = treeOf(home);
  return Object.fromEntries(folders.flatMap((name) => (now[name] ? [[name, 'directory 700']] : [])));
}

describe('a damaged ledger', () => {
  it.each([
    ['cut off', (text: string) => text.slice(0, text.length / 2)],
    ['empty', () => ''],
    ['not an object', () => '[]'],
    ['of a newer version', (text: string) => text.replace('"version": 1', '"version": 2')],
    ['with a target that is none', (text: string) => text.replace('"kind": "key"', '"kind": "other"')],
    [
      'with a hash that is none',
      (text: string) => text.replace(/"written": "[0-9a-f]+"/, '"written": "../../x"'),
    ],
  ])('%s: exit 4 with a hint, nothing written', async (_title, damage) => {
    const home = makeHome({ '.codex/config.toml': 'model = "o3"\n' });
    await nerve.expect(0, home, 'init --yes');
    const damaged = damage(read(home, LEDGER));
    expect(damaged).not.toBe(read(home, LEDGER));
    writeFileSync(join(home, LEDGER), damaged);
    age(home);
    const { '.nerve/ledger': _lock, ...times } = timesOf(home);
    for (const args of ['sync', 'uninstall --yes', 'init --yes', 'sync --check']) {
      const run = await nerve.expect(4, home, args);
      expect(run.stderr).toContain('move the file away');
      const { '.nerve/ledger': _again, ...after } = timesOf(home);
      expect(after, args).toEqual(times);
    }
    writeFileSync(join(home, `${LEDGER}.bad`), damaged);
    remove(home, LEDGER);
    await nerve.expect(0, home, 'sync');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(read(home, '.codex/config.toml')).toBe('model = "o3"\n');
  });
});

describe('lost', () => {
  const token = (home: string): string => /Bearer (\S+)"/.exec(read(home, '.codex/config.toml'))?.[1] ?? '';

  it('config.yaml: sync says what to do, init makes a new one, uninstall works without', async () => {
    const home = makeHome(USER);
    const before = treeOf(home);
    await nerve.expect(0, home, 'init --yes');
    remove(home, '.nerve/config.yaml');
    const run = await nerve.expect(2, home, 'sync');
    expect(run.stderr).toContain('nerve init');
    await nerve.expect(0, home, 'init --yes');
    await nerve.expect(0, home, 'sync --check');
    remove(home, '.nerve/config.yaml');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });

  it.each([
    ['the secrets', '.nerve/secrets'],
    ['the tokens', '.nerve/secrets/agents'],
    ['the signing key', '.nerve/secrets/keys'],
    ['the database', '.nerve/nerve.db'],
  ])('%s: sync makes new tokens that work', async (_title, name) => {
    const home = makeHome(USER);
    await nerve.expect(0, home, 'init --yes --auth inline');
    const old = token(home);
    remove(home, name);
    await nerve.expect(1, home, 'sync --check');
    await nerve.expect(0, home, 'sync');
    await nerve.expect(0, home, 'sync --check');
    expect(token(home)).not.toBe(old);
    const list = await nerve.expect(0, home, 'token list --json');
    const active = JSON.parse(list.stdout).data.tokens.filter(
      (row: { state: string }) => row.state === 'active',
    );
    expect(active.map((row: { name: string }) => row.name).sort()).toEqual(['claude-code', 'codex']);
    await nerve.expect(0, home, 'uninstall --yes');
    expect(read(home, '.codex/config.toml')).toBe(USER['.codex/config.toml']);
  });

  it('the backups: uninstall cuts nerve out', async () => {
    const home = makeHome(USER);
    await nerve.expect(0, home, 'init --yes');
    remove(home, '.nerve/backups');
    await nerve.expect(0, home, 'sync --check');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(read(home, '.codex/config.toml')).toBe(USER['.codex/config.toml']);
    expect(read(home, '.codex/AGENTS.md')).toBe('# Mine');
    expect(JSON.parse(read(home, '.claude.json'))).toEqual({ numStartups: 1 });
  });

  it('the workspace: sync refuses to empty the bundles, init makes a new one', async () => {
    const home = makeHome(USER);
    const before = treeOf(home);
    await nerve.expect(0, home, 'init --yes --auth env');
    remove(home, 'nerve-workspace');
    const files = treeOf(home, ['.nerve']);
    for (const args of ['sync', 'sync --check']) {
      const run = await nerve.expect(2, home, args);
      expect(run.stderr).toContain('nerve-workspace is not there');
    }
    expect(treeOf(home, ['.nerve'])).toEqual(files);
    await nerve.expect(0, home, 'init --yes');
    await nerve.expect(0, home, 'sync --check');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });
});

it('keeps its folder private', async () => {
  const home = makeHome({ '.codex': null });
  await nerve.expect(0, home, 'init --yes');
  for (const [name, facts] of Object.entries(treeOf(home)).filter(([path]) => path.startsWith('.nerve'))) {
    expect(facts, name).toMatch(facts.startsWith('directory') ? /^directory 700/ : /^file (600|700)/);
  }
  chmodSync(join(home, '.nerve'), 0o755);
  await nerve.expect(0, home, 'uninstall --yes');
  expect(treeOf(home)['.nerve']).toBeUndefined();
});
