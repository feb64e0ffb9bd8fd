/** Home → init → uninstall: the same bytes, modes, links and directories, whatever stood there before. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Content, makeHome, modeOf, seedsOf, treeOf } from '../support/home.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

// An inline table of servers cannot take one more: refused below.
const toml = seedsOf('codex').filter((seed) => seed.name !== 'inline-servers.toml');
const json = [...seedsOf('claude-code'), ...seedsOf('claude-code/blank')];
const markdown = seedsOf('markdown');

const MODES = [0o600, 0o644, 0o640];
const OPTIONS = [
  '',
  '--bundle memory-file',
  '--auth env',
  '--auth helper --bundle memory-file',
  '--permissions allow-all --conflict backup',
  '--auth inline --permissions none --bundle memory-file',
];

/** Every seed stands in every place that takes its format, each time beside other ones, with another mode and option. */
const homes = Array.from({ length: Math.max(toml.length, json.length, markdown.length) }, (_, round) => {
  const pick = (list: typeof toml, shift: number) => list[(round + shift) % list.length];
  const mode = MODES[round % MODES.length] ?? 0o600;
  const files = {
    '.codex/config.toml': pick(toml, 0),
    '.codex/AGENTS.md': pick(markdown, 0),
    '.claude.json': pick(json, 0),
    '.claude/settings.json': pick(json, 5),
    '.claude/CLAUDE.md': pick(markdown, 7),
  };
  const contents: Record<string, Content> = {};
  for (const [path, seed] of Object.entries(files)) if (seed) contents[path] = { bytes: seed.bytes, mode };
  const options = OPTIONS[round % OPTIONS.length] ?? '';
  const names = Object.values(files).map((seed) => seed?.name);
  return { title: `${names.join(' + ')} ${mode.toString(8)} ${options}`, contents, options };
});

describe('gives back every seed', () => {
  it.each(homes)('$title', async ({ contents, options }) => {
    const home = makeHome({ ...contents, '.claude/rules': null, '.codex/prompts': null });
    const before = treeOf(home);
    await nerve.expect(0, home, `init --yes ${options}`);
    expect(treeOf(home, ['.nerve', 'nerve-workspace'])).not.toEqual(before);
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });
});

describe('gives back what is not a plain file in its usual place', () => {
  const config = 'model = "o3" # mine\n';
  it.each<{
    title: string;
    contents: Record<string, Content>;
    env?: Record<string, string>;
    options?: string;
  }>([
    { title: 'empty folders', contents: { '.codex': null, '.claude': null } },
    { title: 'only one agent', contents: { '.codex/config.toml': config } },
    {
      title: 'links inside the folder of the agent',
      contents: {
        '.codex/real/config.toml': config,
        '.codex/config.toml': { link: 'real/config.toml' },
        '.codex/AGENTS.md': { link: './real/later.md' },
        '.claude/settings.json': { link: '../.claude/mine.json' },
        '.claude/mine.json': '{ "theme": "dark" }\n',
      },
    },
    {
      title: 'a folder that is a link',
      contents: { 'dots/codex/config.toml': config, '.codex': { link: 'dots/codex' } },
    },
    {
      title: 'moved folders',
      contents: { 'a b/codex/config.toml': config, 'moved/.claude.json': '{"a":1}', '.codex': null },
      env: { CODEX_HOME: 'a b/codex', CLAUDE_CONFIG_DIR: 'moved' },
    },
    {
      title: 'a moved folder of nerve and of the workspace',
      contents: { '.codex/config.toml': config },
      env: { NERVE_HOME: 'state/nerve', NERVE_WORKSPACE: 'notes/me' },
    },
  ])('$title', async ({ contents, env = {}, options = '' }) => {
    const home = makeHome(contents);
    const absolute = Object.fromEntries(Object.entries(env).map(([name, path]) => [name, join(home, path)]));
    const before = treeOf(home);
    await nerve.expect(0, home, `init --yes ${options}`, { env: absolute });
    expect(treeOf(home)).not.toEqual(before);
    await nerve.expect(0, home, 'sync --check', { env: absolute });
    await nerve.expect(0, home, 'uninstall --yes', { env: absolute });
    expect(treeOf(home)).toEqual(before);
  });
});

describe('keeps secrets private', () => {
  it('narrows a file that gets a token, and widens it again', async () => {
    const home = makeHome({ '.codex/config.toml': { bytes: 'a = 1\n', mode: 0o644 } });
    await nerve.expect(0, home, 'init --yes --auth inline');
    expect(modeOf(join(home, '.codex/config.toml'))).toBe('600');
    await nerve.expect(0, home, 'init --yes --auth env');
    await nerve.expect(0, home, 'agents remove codex');
    expect(modeOf(join(home, '.codex/config.toml'))).toBe('644');
  });

  it('leaves the mode of a file that gets none', async () => {
    const home = makeHome({ '.codex/config.toml': { bytes: 'a = 1\n', mode: 0o644 } });
    await nerve.expect(0, home, 'init --yes --auth env');
    expect(modeOf(join(home, '.codex/config.toml'))).toBe('644');
  });
});

const invalid = [
  ...seedsOf('codex')
    .filter((seed) => seed.name === 'inline-servers.toml')
    .map((seed) => ({ ...seed, path: '.codex/config.toml' })),
  ...seedsOf('codex/invalid').map((seed) => ({ ...seed, path: '.codex/config.toml' })),
  ...seedsOf('claude-code/invalid').map((seed, at) => ({
    ...seed,
    path: at % 2 === 0 ? '.claude.json' : '.claude/settings.json',
  })),
  ...seedsOf('markdown/invalid').map((seed) => ({ ...seed, path: '.codex/AGENTS.md' })),
];

describe('refuses what it cannot edit', () => {
  it.each(invalid)('$path: $name', async ({ path, bytes }) => {
    const home = makeHome({ '.codex': null, '.claude': null, [path]: bytes });
    const before = treeOf(home);
    const run = await nerve.expect(4, home, 'init --yes');
    expect(run.stderr).toContain(path.slice(path.lastIndexOf('/') + 1));
    expect(treeOf(home)).toEqual(before);
  });

  it('writes the others if asked to keep going', async () => {
    const home = makeHome({ '.codex/config.toml': 'a = [', '.claude.json': '{}\n', '.claude': null });
    const before = treeOf(home);
    const run = await nerve.expect(4, home, 'init --yes --keep-going');
    expect(run.stdout).toContain('[mcp_servers.nerve]');
    expect(treeOf(home)['.codex/config.toml']).toBe(before['.codex/config.toml']);
    expect(treeOf(home)['.claude.json']).not.toBe(before['.claude.json']);
    await nerve.expect(1, home, 'sync --check');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });
});
