/** The user's own MCP servers in `config.yaml` reach every agent in its own words, and leave without a trace. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { makeHome, read, treeOf } from '../support/home.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

const SERVERS = `servers:
  tracker:
    command: tracker-mcp
    args: [--stdio]
    env: { TRACKER_KEY: "\${TRACKER_KEY}" }
  docs:
    url: https://docs.example.com/mcp
    headers: { Authorization: "Bearer \${DOCS_TOKEN}" }
    agents: [codex, claude-code]
`;

const HOME = {
  '.codex/config.toml': '# mine\n[mcp_servers.own]\ncommand = "x"\n',
  '.claude.json': '{\n  "mcpServers": { "own": { "command": "x" } }\n}\n',
  '.config/opencode/opencode.json': '{}\n',
};

it('writes each server to its agents, and takes it out again', async () => {
  const home = makeHome({ ...HOME, '.claude': null });
  const before = treeOf(home);
  await nerve.expect(0, home, 'init --yes');
  const config = join(home, '.nerve/config.yaml');
  const bare = readFileSync(config, 'utf8');
  appendFileSync(config, SERVERS);
  await nerve.expect(1, home, 'sync --check');
  await nerve.expect(0, home, 'sync');
  await nerve.expect(0, home, 'sync --check');
  const codex = read(home, '.codex/config.toml');
  expect(codex).toContain(
    '[mcp_servers.tracker]\ncommand = "tracker-mcp"\nargs = ["--stdio"]\nenv_vars = ["TRACKER_KEY"]',
  );
  expect(codex).toContain('bearer_token_env_var = "DOCS_TOKEN"');
  const claude = JSON.parse(read(home, '.claude.json')).mcpServers;
  expect(claude.own).toEqual({ command: 'x' });
  expect(claude.tracker).toEqual({
    type: 'stdio',
    command: 'tracker-mcp',
    args: ['--stdio'],
    env: { TRACKER_KEY: '${TRACKER_KEY}' },
  });
  const opencode = JSON.parse(read(home, '.config/opencode/opencode.json')).mcp;
  expect(Object.keys(opencode)).toEqual(['nerve', 'tracker']);
  expect(opencode.tracker.environment).toEqual({ TRACKER_KEY: '{env:TRACKER_KEY}' });

  writeFileSync(config, bare);
  await nerve.expect(0, home, 'sync');
  expect(read(home, '.codex/config.toml')).not.toContain('tracker');
  writeFileSync(config, bare + SERVERS);
  await nerve.expect(0, home, 'sync');
  await nerve.expect(0, home, 'uninstall --yes');
  expect(treeOf(home)).toEqual(before);
});

it('does not take over a server that an agent has already', async () => {
  const home = makeHome(HOME);
  await nerve.expect(0, home, 'init --yes');
  appendFileSync(join(home, '.nerve/config.yaml'), 'servers:\n  own: { command: y }\n');
  const before = read(home, '.codex/config.toml');
  const run = await nerve.expect(3, home, 'sync');
  expect(run.stderr).toContain('MCP server own');
  expect(read(home, '.codex/config.toml')).toBe(before);
});

it.each([
  ['servers: [a]', 'mapping of names'],
  ['servers: { nerve: { command: x } }', "nerve's own"],
  ['servers: { a: {} }', 'either a command or a url'],
  ['servers: { a: { command: x, url: "http://h" } }', 'either a command or a url'],
  ['servers: { a: { url: "ftp://h" } }', 'http:// or https://'],
  ['servers: { a: { url: "http://u:p@h" } }', 'holds a password'],
  ['servers: { a: { command: x, nope: 1 } }', 'unknown field nope'],
])('refuses %s', async (text, message) => {
  const home = makeHome({ '.codex': null });
  await nerve.expect(0, home, 'init --yes');
  appendFileSync(join(home, '.nerve/config.yaml'), `${text}\n`);
  const run = await nerve.expect(2, home, 'sync');
  expect(run.stderr).toContain(message);
});
