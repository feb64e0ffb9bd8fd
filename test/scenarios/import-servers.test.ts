/** `nerve agents import`: servers that one agent has reach the others, and nobody's own bytes change. */
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { placeOf } from '../../src/lib/agents/registry/places.ts';
import { AGENTS } from '../../src/lib/agents/registry/registry.ts';
import { resolvePaths } from '../../src/lib/base/config/paths.ts';
import { jsonc } from '../../src/lib/base/formats/jsonc/index.ts';
import { toml } from '../../src/lib/base/formats/toml/index.ts';
import { valueAt } from '../../src/lib/base/kernel/json.ts';
import { age, type Content, makeHome, put, read, type Tree, timesOf, treeOf } from '../support/home.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

const CODEX = '.codex/config.toml';
const CLAUDE = '.claude.json';
const GEMINI = '.gemini/settings.json';
const CONFIG = '.nerve/config.yaml';

const HOME: Record<string, Content> = {
  [CODEX]: `# mine
model = "o3"

[mcp_servers.tracker] # for work
command = "tracker-mcp"
args = ["--stdio"]
env_vars = ["TRACKER_TOKEN"]
startup_timeout_sec = 30

[mcp_servers.tracker.tools.close]
approval_mode = "approve"
`,
  [CLAUDE]: {
    bytes: `{"numStartups": 3, "mcpServers": {"docs": {"type": "http", "url": "https://docs.example.com/mcp"},
  "tracker": {"command": "tracker-mcp", "args": ["--stdio"], "env": {"TRACKER_TOKEN": "\${TRACKER_TOKEN}"}}}}`,
    mode: 0o644,
  },
  [GEMINI]: `// mine
{ "mcpServers": { "plain": { "command": "plain-mcp", "trust": true }, /* none else */ } }
`,
  '.claude': null,
};

/** Which servers each of the three has, beside nerve's own. */
function serversOf(home: string): Record<string, string[]> {
  const tables = {
    codex: toml.parse(read(home, CODEX)).mcp_servers,
    claude: jsonc.parse(read(home, CLAUDE)).mcpServers,
    gemini: jsonc.parse(read(home, GEMINI)).mcpServers,
  };
  const names = (table: unknown): string[] => Object.keys(table ?? {}).filter((name) => name !== 'nerve');
  return Object.fromEntries(Object.entries(tables).map(([agent, table]) => [agent, names(table).sort()]));
}

async function imported(contents: Record<string, Content>, args = 'agents import') {
  const home = makeHome(contents);
  const before = treeOf(home);
  await nerve.expect(0, home, 'init --yes');
  const run = await nerve.expect(0, home, args);
  return { home, before, run };
}

async function expectGivenBack(home: string, before: Tree): Promise<void> {
  await nerve.expect(0, home, 'uninstall --yes');
  expect(treeOf(home)).toEqual(before);
}

describe('servers in Codex, Claude Code and Gemini CLI', () => {
  it('all three have all; a second import writes nothing; uninstall gives the bytes back', async () => {
    const { home, before, run } = await imported(HOME);
    expect(run.stdout).toContain('tracker  from Codex, Claude Code');
    expect(run.stderr).toContain('startup_timeout_sec, tools stay with Codex');
    const all = ['docs', 'plain', 'tracker'];
    expect(serversOf(home)).toEqual({ codex: all, claude: all, gemini: all });
    expect(JSON.parse(read(home, CLAUDE)).mcpServers.plain).toEqual({
      type: 'stdio',
      command: 'plain-mcp',
      args: [],
    });
    await nerve.expect(0, home, 'sync --check');
    age(home);
    const times = timesOf(home);
    const again = await nerve.expect(0, home, 'agents import --json');
    // The folder of the lock is the one that a run may touch.
    expect({ ...timesOf(home), '.nerve/ledger': '' }).toEqual({ ...times, '.nerve/ledger': '' });
    expect(JSON.parse(again.stdout).data.servers).toMatchObject({ added: [], left: [], differing: [] });
    await expectGivenBack(home, before);
  });

  it('what is the same is adopted without a write', async () => {
    const home = makeHome(HOME);
    await nerve.expect(0, home, 'init --yes');
    age(home);
    const [text, times] = [read(home, CODEX), timesOf(home)];
    const { stdout } = await nerve.expect(
      0,
      home,
      'agents import codex --server tracker --agents own --json',
    );
    expect(JSON.parse(stdout).data.servers.added).toMatchObject([
      { name: 'tracker', from: ['codex', 'claude-code'], agents: ['codex', 'claude-code'] },
    ]);
    expect(read(home, CODEX)).toBe(text);
    for (const file of [CODEX, CLAUDE, GEMINI]) expect(timesOf(home)[file]).toBe(times[file]);
  });

  it('taken out of config.yaml, a server stays with those who had it', async () => {
    const { home, before } = await imported(HOME);
    const config = join(home, CONFIG);
    writeFileSync(config, readFileSync(config, 'utf8').replace(/^servers:[\s\S]*/m, ''));
    await nerve.expect(0, home, 'sync');
    expect(serversOf(home)).toEqual({ codex: ['tracker'], claude: ['docs', 'tracker'], gemini: ['plain'] });
    await nerve.expect(0, home, 'sync --check');
    await expectGivenBack(home, before);
  });

  it('changed in config.yaml, it changes everywhere, and the earlier entries come back', async () => {
    const { home, before } = await imported(HOME);
    const config = join(home, CONFIG);
    writeFileSync(config, readFileSync(config, 'utf8').replace('--stdio', '--pipe'));
    await nerve.expect(0, home, 'sync');
    for (const file of [CODEX, CLAUDE, GEMINI]) expect(read(home, file)).toMatch(/--pipe/);
    expect(read(home, CODEX)).toContain('startup_timeout_sec = 30\n\n[mcp_servers.tracker.tools.close]');
    await nerve.expect(0, home, 'sync --check');
    await expectGivenBack(home, before);
  });

  it('an agent that leaves keeps its own servers', async () => {
    const { home, before } = await imported(HOME);
    await nerve.expect(0, home, 'agents remove codex');
    expect(treeOf(home)[CODEX]).toBe(before[CODEX]);
    await nerve.expect(0, home, 'agents add codex');
    await nerve.expect(0, home, 'sync --check');
    await expectGivenBack(home, before);
  });

  it('the ledger is lost: what agents had stays', async () => {
    const { home, before } = await imported(HOME);
    rmSync(join(home, '.nerve/ledger/ledger.json'));
    await nerve.expect(0, home, 'uninstall --yes');
    const bytes = (tree: Tree): string[] =>
      [CODEX, CLAUDE, GEMINI].map((file) => tree[file]?.split(' ').at(-1) ?? '');
    expect(bytes(treeOf(home))).toEqual(bytes(before));
  });

  it('views write nothing; so does a command that is not set up', async () => {
    const home = makeHome(HOME);
    const bare = treeOf(home);
    await nerve.expect(2, home, 'agents import');
    expect(treeOf(home)).toEqual(bare);
    await nerve.expect(0, home, 'init --yes');
    const tree = treeOf(home);
    const { stdout } = await nerve.expect(0, home, 'agents import --dry-run');
    expect(stdout).toContain('To be added to config.yaml');
    await nerve.expect(0, home, 'agents import --diff');
    expect(treeOf(home)).toEqual(tree);
  });

  it('says that there is nothing, and which server nobody has', async () => {
    const home = makeHome({ '.codex': null });
    await nerve.expect(0, home, 'init --yes');
    const none = await nerve.expect(0, home, 'agents import');
    expect(none.stdout).toBe('No servers of your own in Codex.\n\nNothing to change.\n');
    put(home, { '.gemini/settings.json': '{"mcpServers": {"tracker": {"command": "x"}}}' });
    const typo = await nerve.expect(2, home, 'agents import --server trakcer');
    expect(typo.stderr).toContain('did you mean tracker?');
    await nerve.expect(2, home, 'agents import nobody');
    const other = await nerve.expect(0, home, 'agents import codex gemini --dry-run');
    expect(other.stdout).toContain('tracker  from Gemini CLI');
  });
});

it('every agent is a source and gets the servers of all others', async () => {
  const home = makeHome();
  const machine = { paths: resolvePaths({ HOME: home }), env: {} };
  const agents = AGENTS.flatMap((agent) => (agent.mcp ? [{ agent, mcp: agent.mcp }] : []));
  const editors = { toml, jsonc };
  const tableOf = ({ agent, mcp }: (typeof agents)[number]): Record<string, unknown> => {
    const text = readFileSync(placeOf(agent, mcp.file.place, machine), 'utf8');
    return { ...(valueAt(editors[mcp.file.format].parse(text), mcp.path) as object) };
  };
  for (const { agent, mcp } of agents) {
    const name = `of-${agent.name}`;
    const env = { [`TOKEN_${agent.name.replace('-', '_')}`]: `\${TOKEN_${agent.name.replace('-', '_')}}` };
    const written = mcp.dialect.toEntry({ kind: 'stdio', name, command: 'run', args: [name], env });
    const file = placeOf(agent, mcp.file.place, machine);
    const { set } = editors[mcp.file.format];
    if ('entry' in written)
      put(home, { [relative(home, file)]: set('', [...mcp.path, name], written.entry) });
  }
  for (const { agent } of agents) if (agent.home) put(home, { [agent.home.folder]: null });
  const before = treeOf(home);
  await nerve.expect(0, home, 'init --yes');
  await nerve.expect(0, home, 'agents import');
  const names = agents.map(({ agent }) => `of-${agent.name}`).sort();
  for (const each of agents) {
    expect(
      Object.keys(tableOf(each))
        .filter((name) => name !== 'nerve')
        .sort(),
    ).toEqual(names);
  }
  await nerve.expect(0, home, 'sync --check');
  await expectGivenBack(home, before);
});

describe('different servers of one name', () => {
  const contents: Record<string, Content> = {
    [CODEX]: '[mcp_servers.hub]\ncommand = "hub"\nargs = ["--dir", "a"]\n',
    [CLAUDE]: '{"mcpServers": {"hub": {"command": "hub", "args": ["b"]}, "docs": {"command": "docs"}}}',
    '.claude': null,
    [GEMINI]: '{}',
  };

  it('need a decision; nothing is written', async () => {
    const home = makeHome(contents);
    await nerve.expect(0, home, 'init --yes');
    const tree = treeOf(home);
    const run = await nerve.expect(3, home, 'agents import --json');
    expect(JSON.parse(run.stdout).error).toMatchObject({
      code: 'different-servers',
      hint: expect.stringContaining('nerve agents import codex --server hub'),
      data: { differing: [{ name: 'hub', agents: ['codex', 'claude-code'], fields: ['args'] }] },
    });
    expect(treeOf(home)).toEqual(tree);
    const look = await nerve.expect(0, home, 'agents import --dry-run');
    expect(look.stdout).toContain('Codex, Claude Code differ in args');
    expect(look.stdout).toContain('docs  from Claude Code');
    await nerve.expect(0, home, 'agents import --server docs');
    expect(serversOf(home)).toMatchObject({ codex: ['docs', 'hub'], gemini: ['docs'] });
  });

  it('named: its definition goes to the others, and who has another one keeps it', async () => {
    const { home, before, run } = await imported(contents, 'agents import codex --server hub');
    expect(run.stderr).toContain('Claude Code keeps another server of that name (args)');
    expect(read(home, CONFIG)).toMatch(/hub:[\s\S]*agents:\s+- codex\s+- gemini\s/);
    expect(JSON.parse(read(home, CLAUDE)).mcpServers.hub.args).toEqual(['b']);
    expect(JSON.parse(read(home, GEMINI)).mcpServers.hub.args).toEqual(['--dir', 'a']);
    await nerve.expect(0, home, 'sync --check');
    const rest = await nerve.expect(0, home, 'agents import');
    expect(rest.stdout).toContain('docs  from Claude Code');
    await expectGivenBack(home, before);
  });

  it('taken over by decision, and given back', async () => {
    const args = 'agents import codex --server hub --conflict backup';
    const { home, before } = await imported(contents, args);
    expect(JSON.parse(read(home, CLAUDE)).mcpServers.hub.args).toEqual(['--dir', 'a']);
    await nerve.expect(0, home, 'sync --check');
    await nerve.expect(0, home, 'uninstall --yes');
    // The copy that a decision made stays with the user.
    expect(treeOf(home, ['.nerve'])).toEqual(before);
  });

  it('one that config.yaml has already is a conflict like any other', async () => {
    const home = makeHome(contents);
    await nerve.expect(0, home, 'init --yes');
    appendFileSync(join(home, CONFIG), 'servers:\n  hub: { command: hub, args: [b] }\n');
    const run = await nerve.expect(3, home, 'agents import');
    expect(run.stderr).toContain('MCP server hub');
    expect(read(home, CONFIG)).not.toContain('docs:');
  });
});

describe('a file that cannot be read', () => {
  const broken = { [CODEX]: '[mcp_servers.a]\ncommand = "a"\n', [GEMINI]: '{"mcpServers": ' };

  it.each([
    ['of an agent that nerve writes for', 'init --yes --agents codex,gemini --keep-going', 4],
    ['of another agent', 'init --yes --agents codex', 0],
  ])('%s is refused, and nothing is written', async (_, init, code) => {
    const home = makeHome({ ...broken, '.qwen': null });
    await nerve.expect(code, home, init);
    const tree = treeOf(home);
    const run = await nerve.expect(4, home, 'agents import --json');
    expect(JSON.parse(run.stdout).error).toMatchObject({ code: 'unparseable', kind: 'refused' });
    expect(treeOf(home)).toEqual(tree);
    const look = await nerve.expect(0, home, 'agents import --dry-run');
    expect(look.stdout + look.stderr).toContain(GEMINI);
    await nerve.expect(4, home, 'agents import --keep-going');
    expect(read(home, CONFIG)).toContain('command: a');
    await nerve.expect(0, home, 'agents import codex --dry-run');
  });
});

it('does not read a file that is no UTF-8 text', async () => {
  const bytes = Buffer.from('{"mcpServers": {"a": {"command": "\xff"}}}', 'latin1');
  const home = makeHome({ '.codex': null, [GEMINI]: bytes });
  await nerve.expect(0, home, 'init --yes --agents codex');
  const run = await nerve.expect(4, home, 'agents import');
  expect(run.stderr).toContain('is not UTF-8 text');
  await nerve.expect(4, home, 'agents import --keep-going');
  expect(read(home, CONFIG)).not.toContain('command');
});

it('shows no control characters of names', async () => {
  const odd = { 'a\u001b[31mb': { command: 'x' }, c: { command: 'x', 'd\u001b[31m': 1 } };
  const { run } = await imported({ '.gemini/settings.json': JSON.stringify({ mcpServers: odd }) });
  expect(run.stdout).toContain('a?[31mb  in Gemini CLI');
  expect(run.stdout + run.stderr).not.toContain('\u001b');
});

it('takes no server of nerve: neither its own entries nor those that it wrote', async () => {
  const home = makeHome(HOME);
  await nerve.expect(0, home, 'init --yes');
  appendFileSync(join(home, CONFIG), 'servers:\n  mine: { command: mine }\n');
  await nerve.expect(0, home, 'sync');
  const config = join(home, CONFIG);
  writeFileSync(config, readFileSync(config, 'utf8').replace(/^servers:[\s\S]*/m, ''));
  const { stdout } = await nerve.expect(0, home, 'agents import --json');
  const { added, known, left } = JSON.parse(stdout).data.servers;
  expect(added.map(({ name }: { name: string }) => name)).toEqual(['tracker', 'docs', 'plain']);
  expect({ known, left }).toEqual({ known: [], left: [] });
  expect(serversOf(home).gemini).not.toContain('mine');
});

it('leaves out what the others could have only in part, and keeps it where it is', async () => {
  const contents: Record<string, Content> = {
    [CODEX]:
      '[mcp_servers.files]\ncommand = "files"\ncwd = "/srv"\n[mcp_servers.off]\ncommand = "off"\nenabled = false\n',
    '.config/opencode/opencode.json':
      '{"mcp": {"part": {"type": "local", "command": ["part"], "enabled": false}}}',
    '.copilot/mcp-config.json':
      '{"mcpServers": {"part": {"type": "local", "command": "part", "tools": ["*"]}, "few": {"type": "local", "command": "few", "tools": ["a"]}}}',
  };
  const { home, before, run } = await imported(contents);
  expect(run.stdout).toContain('files  in Codex: other agents would get it without cwd');
  expect(run.stdout).toContain('off    in Codex: it is switched off there');
  expect(run.stdout).toContain('few    in GitHub Copilot CLI: other agents would get it without tools');
  // Switched off in one agent and on in another: each keeps its own, the rest get it.
  expect(JSON.parse(read(home, '.config/opencode/opencode.json')).mcp.part.enabled).toBe(false);
  expect(read(home, CODEX)).toContain('[mcp_servers.part]');
  await nerve.expect(0, home, 'sync --check');
  await expectGivenBack(home, before);
});
