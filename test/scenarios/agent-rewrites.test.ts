/** Agents rewrite their own files while nerve's parts are in them: no conflict, and everything of theirs stays. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeHome, read, treeOf } from '../support/home.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

const CLAUDE = '{ "numStartups": 3,\n "mcpServers": { "github": { "command": "gh" } } }\n';

/** `[mcp_servers.nerve]` moved to the top of the tables, its keys in another order and style. */
function reorder(text: string): string {
  const [before = '', after = ''] = text.split(/\[mcp_servers\.nerve\]\n/);
  const [entry = '', ...rest] = after.split(/\n(?=\[)/);
  const lines = entry.trim().split('\n').reverse();
  const at = before.indexOf('[');
  return `${before.slice(0, at)}[mcp_servers."nerve"]\n${lines.join('\n')}\n\n${before.slice(at)}${rest.join('\n')}`;
}

describe('Claude Code', () => {
  it.each<[string, (data: object) => string]>([
    ['indented by four', (data) => JSON.stringify(data, null, 4)],
    ['on one line', (data) => JSON.stringify(data)],
    [
      'in another order',
      (data) => JSON.stringify(Object.fromEntries(Object.entries(data).reverse()), null, 2),
    ],
  ])('writes its state %s', async (_title, print) => {
    const home = makeHome({ '.claude.json': CLAUDE, '.claude': null });
    await nerve.expect(0, home, 'init --yes --auth inline');
    const state = JSON.parse(read(home, '.claude.json'));
    writeFileSync(join(home, '.claude.json'), print({ ...state, numStartups: 4, tips: { a: 1 } }));
    await nerve.expect(0, home, 'sync --check');
    await nerve.expect(0, home, 'sync');
    await nerve.expect(0, home, 'token rotate claude-code');
    await nerve.expect(0, home, 'sync --check');
    await nerve.expect(0, home, 'uninstall --yes');
    const left = { ...JSON.parse(CLAUDE), numStartups: 4, tips: { a: 1 } };
    expect(JSON.parse(read(home, '.claude.json'))).toEqual(left);
  });
});

describe('Codex', () => {
  const CONFIG = '# mine\nmodel = "o3"\n\n[mcp_servers.github]\ncommand = "gh"\n\n[tui]\ntheme = "dark"\n';

  it('re-orders its tables', async () => {
    const home = makeHome({ '.codex/config.toml': CONFIG });
    await nerve.expect(0, home, 'init --yes --auth inline');
    const changed = reorder(read(home, '.codex/config.toml'));
    expect(changed).not.toBe(read(home, '.codex/config.toml'));
    writeFileSync(join(home, '.codex/config.toml'), changed);
    await nerve.expect(0, home, 'sync --check');
    await nerve.expect(0, home, 'token rotate codex');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(read(home, '.codex/config.toml')).toBe(CONFIG);
  });

  it('remembers approvals below nerve’s entry: kept by every sync, gone with nerve', async () => {
    const home = makeHome({ '.codex/config.toml': CONFIG });
    await nerve.expect(0, home, 'init --yes --auth inline');
    const approvals = '\n[mcp_servers.nerve.tools.task_create]\napproval_mode = "approve"\n';
    appendFileSync(join(home, '.codex/config.toml'), approvals);
    await nerve.expect(0, home, 'sync --check');
    const before = read(home, '.codex/config.toml');
    await nerve.expect(0, home, 'token rotate codex');
    expect(read(home, '.codex/config.toml')).not.toBe(before);
    expect(read(home, '.codex/config.toml')).toContain(approvals);
    await nerve.expect(0, home, 'init --yes --auth env --permissions none');
    expect(read(home, '.codex/config.toml')).toContain(approvals);
    expect(read(home, '.codex/config.toml')).not.toContain('default_tools_approval_mode');
    const run = await nerve.expect(0, home, 'uninstall --yes');
    expect(run.stdout).toContain('1 more key in it goes along');
    expect(read(home, '.codex/config.toml')).toBe(CONFIG);
  });

  it('trusts a folder', async () => {
    const home = makeHome({ '.codex/config.toml': CONFIG });
    await nerve.expect(0, home, 'init --yes');
    const trust = '\n[projects."/src/x"]\ntrust_level = "trusted"\n';
    appendFileSync(join(home, '.codex/config.toml'), trust);
    await nerve.expect(0, home, 'sync --check');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(read(home, '.codex/config.toml')).toBe(CONFIG + trust);
  });
});

it('is no conflict when the agent removes what is empty anyway', async () => {
  const home = makeHome({ '.claude.json': '{}', '.claude': null });
  const before = treeOf(home);
  await nerve.expect(0, home, 'init --yes');
  await nerve.expect(0, home, 'agents disable claude-code');
  await nerve.expect(0, home, 'agents enable claude-code');
  await nerve.expect(0, home, 'uninstall --yes');
  expect(treeOf(home)).toEqual(before);
});
