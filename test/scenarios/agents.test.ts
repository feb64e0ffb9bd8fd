/** Agents come, go, pause and move; answers change. Always one change set, and always the way back. */
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeHome, put, read, treeOf } from '../support/home.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

const USER = {
  '.codex/config.toml': 'model = "o3"\n',
  '.codex/AGENTS.md': '# Mine\n',
  '.claude.json': '{ "a": 1 }\n',
  '.claude/CLAUDE.md': '# Mine too\n',
};

it('explains itself in a home without agents, and writes nothing', async () => {
  const home = makeHome({ Documents: null });
  const before = treeOf(home);
  const run = await nerve.expect(0, home, 'init --yes');
  expect(run.stdout).toContain('No coding agent was found');
  expect(run.stdout).toContain('nerve init --yes --agents');
  for (const args of ['init --yes --json', 'init --dry-run', 'agents list', 'agents status', '']) {
    await nerve.expect(0, home, args);
  }
  await nerve.expect(2, home, 'sync');
  await nerve.expect(2, home, 'agents remove codex');
  await nerve.expect(0, home, 'uninstall --yes');
  expect(treeOf(home)).toEqual(before);
});

it('configures an agent that is not there yet, and takes its folder away again', async () => {
  const home = makeHome();
  const before = treeOf(home);
  await nerve.expect(0, home, 'init --yes --agents codex,claude-code');
  expect(treeOf(home)['.codex/config.toml']).toBeDefined();
  await nerve.expect(0, home, 'uninstall --yes');
  expect(treeOf(home)).toEqual(before);
});

it('leaves no trace of a view or of a command that was refused', async () => {
  const home = makeHome(USER);
  const before = treeOf(home);
  for (const args of ['init --dry-run', 'init --diff', 'uninstall --dry-run'])
    await nerve.expect(0, home, args);
  await nerve.expect(3, home, 'init');
  await nerve.expect(2, home, 'init --yes --agents nobody');
  expect(treeOf(home)).toEqual(before);
});

it('removes one agent, token included, and adds it again', async () => {
  const home = makeHome(USER);
  const before = treeOf(home);
  await nerve.expect(0, home, 'init --yes');
  await nerve.expect(0, home, 'agents remove codex');
  expect(treeOf(join(home, '.codex'))).toEqual(treeOf(join(makeHome(USER), '.codex')));
  expect(treeOf(home)['.nerve/secrets/agents/codex']).toBeUndefined();
  const tokens = JSON.parse((await nerve.expect(0, home, 'token list --all --json')).stdout).data.tokens;
  const states = tokens.map(({ name, state }: { name: string; state: string }) => [name, state]);
  expect(Object.fromEntries(states)).toEqual({ codex: 'revoked', 'claude-code': 'active' });
  await nerve.expect(0, home, 'sync --check');
  await nerve.expect(0, home, 'agents add codex');
  await nerve.expect(0, home, 'sync --check');
  await nerve.expect(0, home, 'uninstall --yes');
  expect(treeOf(home)).toEqual(before);
});

it('pauses an agent: sync passes it by, enable brings it up to date', async () => {
  const home = makeHome(USER);
  const before = treeOf(home);
  await nerve.expect(0, home, 'init --yes');
  await nerve.expect(0, home, 'agents disable codex');
  const paused = read(home, '.codex/AGENTS.md');
  appendFileSync(join(home, 'nerve-workspace/SOUL.md'), '\nA new rule.\n');
  await nerve.expect(0, home, 'sync');
  expect(read(home, '.codex/AGENTS.md')).toBe(paused);
  expect(read(home, '.claude/rules/nerve.md')).toContain('A new rule.');
  await nerve.expect(2, home, 'sync --agent codex');
  await nerve.expect(0, home, 'init --yes');
  expect(read(home, '.codex/AGENTS.md')).toBe(paused);
  await nerve.expect(0, home, 'agents enable codex');
  expect(read(home, '.codex/AGENTS.md')).toContain('A new rule.');
  await nerve.expect(0, home, 'agents disable codex');
  rmSync(join(home, 'nerve-workspace'), { recursive: true });
  await nerve.expect(0, home, 'uninstall --yes');
  expect(treeOf(home)).toEqual(before);
});

it('moves the bundle in one change set, there and back', async () => {
  const home = makeHome(USER);
  const before = treeOf(home);
  await nerve.expect(0, home, 'init --yes');
  const run = await nerve.expect(0, home, 'init --yes --bundle memory-file --json');
  const changed = JSON.parse(run.stdout).data.changes.map((change: { file: string; action: string }) => [
    change.file.slice(home.length + 1),
    change.action,
  ]);
  expect(Object.fromEntries(changed)).toEqual({
    '.nerve/config.yaml': 'update',
    '.claude/CLAUDE.md': 'update',
    '.claude/rules/nerve.md': 'delete',
    '.claude/rules/nerve.md.nerve-hash': 'delete',
  });
  expect(treeOf(home)['.claude/rules']).toBeUndefined();
  expect(read(home, '.claude/CLAUDE.md')).toContain('<!-- nerve:begin -->');
  await nerve.expect(0, home, 'init --yes --bundle default');
  expect(read(home, '.claude/CLAUDE.md')).toBe('# Mine too\n');
  await nerve.expect(0, home, 'init --yes --bundle none');
  expect(read(home, '.codex/AGENTS.md')).toBe('# Mine\n');
  await nerve.expect(0, home, 'sync --check');
  await nerve.expect(0, home, 'uninstall --yes');
  expect(treeOf(home)).toEqual(before);
});

it('changes every answer, and takes back what the old one gave', async () => {
  const home = makeHome(USER);
  const before = treeOf(home);
  await nerve.expect(0, home, 'init --yes --auth inline --permissions allow-all');
  expect(read(home, '.codex/config.toml')).toContain('sandbox_mode = "danger-full-access"');
  await nerve.expect(0, home, 'init --yes --auth env --permissions nerve');
  expect(read(home, '.codex/config.toml')).not.toContain('sandbox_mode');
  expect(read(home, '.codex/config.toml')).not.toContain('Bearer');
  expect(read(home, '.claude/settings.json')).not.toContain('bypassPermissions');
  await nerve.expect(0, home, 'init --yes --auth helper --permissions none');
  expect(treeOf(home)['.claude/settings.json']).toBeUndefined();
  await nerve.expect(0, home, 'sync --check');
  await nerve.expect(0, home, 'uninstall --yes');
  expect(treeOf(home)).toEqual(before);
});

describe('a folder that moves', () => {
  it('of the agent, for one run: both are configured, and nerve finds its way back to both', async () => {
    const home = makeHome({ ...USER, 'other/config.toml': 'b = 2\n' });
    const before = treeOf(home);
    const env = { CODEX_HOME: join(home, 'other') };
    await nerve.expect(0, home, 'init --yes');
    const first = read(home, '.codex/config.toml');
    await nerve.expect(0, home, 'sync', { env });
    expect(read(home, '.codex/config.toml')).toBe(first);
    expect(read(home, 'other/config.toml')).toContain('[mcp_servers.nerve]');
    await nerve.expect(0, home, 'sync --check');
    await nerve.expect(0, home, 'sync --check', { env });
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });

  it('of the workspace: the new one is made, the old one stays', async () => {
    const home = makeHome(USER);
    await nerve.expect(0, home, 'init --yes');
    appendFileSync(join(home, 'nerve-workspace/SOUL.md'), '\nOld rule.\n');
    await nerve.expect(0, home, `init --yes --workspace ${join(home, 'notes')}`);
    expect(read(home, '.codex/AGENTS.md')).not.toContain('Old rule.');
    put(home, { 'notes/SOUL.md': 'New rule.\n' });
    await nerve.expect(0, home, 'sync');
    expect(read(home, '.codex/AGENTS.md')).toContain('New rule.');
    expect(read(home, 'nerve-workspace/SOUL.md')).toContain('Old rule.');
    await nerve.expect(0, home, 'uninstall --yes');
    for (const name of Object.keys(USER)) expect(treeOf(home)[name]).toBe(treeOf(makeHome(USER))[name]);
    expect(read(home, 'nerve-workspace/SOUL.md')).toContain('Old rule.');
    expect(read(home, 'notes/SOUL.md')).toBe('New rule.\n');
    expect(treeOf(home)['notes/USER.md']).toBeUndefined();
  });
});

it('takes the workspace along or leaves it, as asked', async () => {
  const home = makeHome({ '.codex': null });
  await nerve.expect(0, home, 'init --yes');
  const workspace = treeOf(join(home, 'nerve-workspace'));
  await nerve.expect(0, home, 'uninstall --yes --keep-workspace');
  expect(treeOf(join(home, 'nerve-workspace'))).toEqual(workspace);
  expect(treeOf(home)['.nerve']).toBeUndefined();
});
