/** All agents in one home: configured together, given back to the byte, wherever their files are. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { PROGRAMS } from '../../src/lib/agents/registry/registry.ts';
import { age, type Content, makeHome, read, seedsOf, timesOf, treeOf } from '../support/home.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

const NAMES = ['codex', 'claude-code', 'cursor', 'gemini', 'opencode', 'copilot', 'qwen'];
/** What each of the newer agents has as config and as memory, below its folder. */
const PLACES: readonly (readonly [folder: string, config: string, memory?: string])[] = [
  ['.cursor', 'mcp.json'],
  ['.gemini', 'settings.json', 'GEMINI.md'],
  ['.config/opencode', 'opencode.json', 'AGENTS.md'],
  ['.copilot', 'mcp-config.json', 'copilot-instructions.md'],
  ['.qwen', 'settings.json', 'QWEN.md'],
];
const COMMENTED = `// my settings
{
  /* one */ "theme": "dark", // stays
  "mcpServers": {
    // needs GITHUB_TOKEN
    "github": { "command": "github-mcp-server", "args": ["stdio",], },
  },
}
`;

const json = [...seedsOf('claude-code'), ...seedsOf('claude-code/blank')];
const markdown = seedsOf('markdown');

function homeOf(round: number): Record<string, Content> {
  const contents: Record<string, Content> = { '.codex': null, '.claude': null };
  for (const [at, [folder, config, memory]] of PLACES.entries()) {
    const seed = json[(round * PLACES.length + at) % json.length];
    const text = markdown[(round + at) % markdown.length];
    const mode = (round + at) % 2 === 0 ? 0o644 : 0o600;
    if (seed) contents[`${folder}/${config}`] = { bytes: seed.bytes, mode };
    if (text && memory) contents[`${folder}/${memory}`] = { bytes: text.bytes, mode };
  }
  return contents;
}

const commented: Record<string, Content> = Object.fromEntries(
  PLACES.flatMap(([folder, config, memory]) => [
    [`${folder}/${config}`, COMMENTED],
    ...(memory ? [[`${folder}/${memory}`, '# Mine\n\nNo line break at the end']] : []),
  ]),
);

const rounds = Array.from({ length: Math.ceil(json.length / PLACES.length) }, (_, round) => ({
  title: `seeds from ${round * PLACES.length}`,
  contents: homeOf(round),
}));
const homes: readonly { title: string; contents: Record<string, Content>; options?: string }[] = [
  { title: 'settings with comments', contents: { '.codex': null, '.claude': null, ...commented } },
  {
    title: 'settings with comments, everything allowed',
    contents: { '.codex': null, '.claude': null, ...commented },
    options: '--permissions allow-all --auth env',
  },
  {
    title: 'empty folders',
    contents: Object.fromEntries(
      ['.codex', '.claude', ...PLACES.map(([folder]) => folder)].map((folder) => [folder, null]),
    ),
  },
  ...rounds,
];

function agentsOf(stdout: string): string[] {
  return JSON.parse(stdout).data.agents.map(({ name }: { name: string }) => name);
}

describe('init finds all of them, sync rests, uninstall gives back', () => {
  it.each(homes)('$title', async ({ contents, options = '' }) => {
    const home = makeHome(contents);
    const before = treeOf(home);
    const run = await nerve.expect(0, home, `init --yes --json ${options}`);
    expect(agentsOf(run.stdout)).toEqual(NAMES);
    for (const [folder, config, memory] of PLACES) {
      expect(read(home, `${folder}/${config}`)).toContain('"nerve"');
      if (memory) expect(read(home, `${folder}/${memory}`)).toContain('session_context(topic)');
    }
    await nerve.expect(0, home, 'sync --check');
    age(home);
    const times = timesOf(home);
    await nerve.expect(0, home, 'sync');
    // The folder of the lock is the one that a run may touch.
    expect({ ...timesOf(home), '.nerve/ledger': '' }).toEqual({ ...times, '.nerve/ledger': '' });
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });

  it('no folder at all', async () => {
    const home = makeHome();
    const before = treeOf(home);
    await nerve.expect(0, home, `init --yes --agents ${NAMES.join(',')}`);
    await nerve.expect(0, home, 'sync --check');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });

  it('folders that variables have moved', async () => {
    const home = makeHome({ 'moved/.gemini': null, 'moved/opencode': null, qwen: null, copilot: null });
    const before = treeOf(home);
    const env = {
      GEMINI_CLI_HOME: join(home, 'moved'),
      XDG_CONFIG_HOME: join(home, 'moved'),
      QWEN_HOME: join(home, 'qwen'),
      COPILOT_HOME: join(home, 'copilot'),
    };
    const run = await nerve.expect(0, home, 'init --yes --json', { env });
    expect(agentsOf(run.stdout)).toEqual(NAMES.slice(3));
    const made = Object.keys(treeOf(home)).filter((name) => /^(moved|qwen|copilot)\/.*[.]/.test(name));
    expect(made).toEqual([
      'copilot/copilot-instructions.md',
      'copilot/mcp-config.json',
      'moved/.gemini',
      'moved/.gemini/GEMINI.md',
      'moved/.gemini/settings.json',
      'moved/opencode/AGENTS.md',
      'moved/opencode/opencode.json',
      'qwen/QWEN.md',
      'qwen/settings.json',
    ]);
    await nerve.expect(0, home, 'sync --check', { env });
    await nerve.expect(0, home, 'uninstall --yes', { env });
    expect(treeOf(home)).toEqual(before);
  });
});

describe("OpenCode's two names of one config", () => {
  const commentedMcp = '// mine\n{ "mcp": { /* none yet */ }, }\n';

  it('writes into opencode.jsonc where that is the one there is', async () => {
    const home = makeHome({ '.config/opencode/opencode.jsonc': commentedMcp });
    const before = treeOf(home);
    await nerve.expect(0, home, 'init --yes');
    expect(treeOf(home)['.config/opencode/opencode.json']).toBeUndefined();
    expect(read(home, '.config/opencode/opencode.jsonc')).toContain('/* none yet */');
    await nerve.expect(0, home, 'sync --check');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });

  it('prefers opencode.json, and cleans up both when the user makes it later', async () => {
    const home = makeHome({ '.config/opencode/opencode.jsonc': commentedMcp });
    await nerve.expect(0, home, 'init --yes');
    writeFileSync(join(home, '.config/opencode/opencode.json'), '{ "theme": "nord" }\n');
    await nerve.expect(0, home, 'sync');
    expect(read(home, '.config/opencode/opencode.json')).toContain('"nerve"');
    await nerve.expect(0, home, 'sync --check');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(read(home, '.config/opencode/opencode.jsonc')).toBe(commentedMcp);
    expect(read(home, '.config/opencode/opencode.json')).toBe('{ "theme": "nord" }\n');
  });
});

it('starts no program of an agent that is only a folder, and each program once', async () => {
  const home = makeHome(Object.fromEntries(PROGRAMS.map(({ home: { folder } }) => [folder, null])));
  const bin = join(home, 'bin');
  mkdirSync(bin);
  const noted = join(home, 'started');
  writeFileSync(join(bin, 'gemini'), `#!/bin/sh\necho x >> '${noted}'\necho 0.61.0\n`, { mode: 0o755 });
  const env = { PATH: `${bin}:/usr/bin:/bin` };
  await nerve.expect(0, home, 'init --yes', { env });
  for (let round = 0; round < 2; round++) {
    const run = await nerve.expect(0, home, 'agents status --json', { env });
    const agents: { name: string; version?: string }[] = JSON.parse(run.stdout).data.agents;
    expect(agents.filter(({ version }) => version).map(({ name }) => name)).toEqual(['gemini']);
  }
  expect(statSync(noted).size).toBe('x\n'.length);
});
