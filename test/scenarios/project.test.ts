/** `--project`: what nerve writes in a repository, only after the user trusts it, and takes out again to the byte. */
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Content, makeHome, modeOf, read, treeOf } from '../support/home.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

const REPO: Record<string, Content> = {
  '.codex': null,
  '.claude': null,
  '.cursor': null,
  'repo/.codex/config.toml':
    '# team settings\nmodel = "o9" # keep\n\n[mcp_servers.docs]\nurl = "https://docs.example/mcp"\n',
  'repo/.mcp.json': {
    bytes: Buffer.from('{\n  // ours\n  "mcpServers": { "db": { "command": "db-mcp", }, },\n}\n'),
    mode: 0o664,
  },
  'repo/AGENTS.md': '# Rules\r\n\r\nNo line break at the end',
};
const SERVERS = `agents: [codex, claude-code, cursor]
entry: true
servers:
  gh:
    command: gh-mcp
    env: { GITHUB_TOKEN: "\${GITHUB_TOKEN}" }
`;

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

function codeOf(run: { readonly stdout: string }): string {
  return JSON.parse(run.stdout).error.code;
}

/** Commits a configuration, as somebody else would. */
function commit(home: string, config: string): void {
  mkdirSync(join(home, 'repo/.nerve'), { recursive: true });
  writeFileSync(join(home, 'repo/.nerve/config.yaml'), config);
}

describe('a repository', () => {
  it.each([
    ['alone', false],
    ['beside a set-up of the user', true],
  ])('is set up, kept in step and given back to the byte, %s', async (_, isSetUp) => {
    const home = makeHome(REPO);
    const before = treeOf(home);
    if (isSetUp) await nerve.expect(0, home, 'init --yes');
    await nerve.expect(0, home, 'init --project ~/repo --yes --entry');
    expect(read(home, 'repo/.codex/config.toml')).toContain('bearer_token_env_var = "NERVE_TOKEN"');
    expect(read(home, 'repo/.codex/config.toml')).toContain('model = "o9" # keep');
    expect(read(home, 'repo/.mcp.json')).toContain('"Authorization": "Bearer ${NERVE_TOKEN}"');
    expect(read(home, 'repo/.mcp.json')).toContain('// ours');
    expect(read(home, 'repo/.cursor/mcp.json')).toContain('Bearer ${env:NERVE_TOKEN}');
    expect(read(home, 'repo/AGENTS.md')).toContain('session_context(topic)');
    expect(modeOf(join(home, 'repo/.cursor/mcp.json'))).toBe('644');
    await nerve.expect(0, home, 'sync --project ~/repo --check');
    writeFileSync(join(home, 'repo/.nerve/AGENTS.md'), 'Use tabs.\n');
    writeFileSync(join(home, 'repo/.nerve/AGENTS.local.md'), 'My own machine.\n');
    await nerve.expect(1, home, 'sync --project ~/repo --check');
    await nerve.expect(0, home, 'sync --project ~/repo');
    expect(read(home, 'repo/AGENTS.md')).toContain('Use tabs.');
    expect(read(home, 'repo/AGENTS.md')).not.toContain('My own machine.');
    if (isSetUp) {
      await nerve.expect(0, home, 'sync');
      await nerve.expect(0, home, 'status --check');
      await nerve.expect(0, home, 'agents remove codex');
      expect(read(home, 'repo/.codex/config.toml')).toContain('[mcp_servers.nerve]');
    }
    rmSync(join(home, 'repo/.nerve/AGENTS.md'));
    rmSync(join(home, 'repo/.nerve/AGENTS.local.md'));
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });

  it("is left alone while the user's own files stay configured", async () => {
    const home = makeHome(REPO);
    await nerve.expect(0, home, 'init --yes');
    const before = treeOf(home);
    await nerve.expect(0, home, 'init --project ~/repo --yes');
    // The agents have nerve already: a second entry without its token would win over the first.
    expect(read(home, 'repo/.nerve/config.yaml')).toContain('entry: false');
    expect(read(home, 'repo/.mcp.json')).not.toContain('nerve');
    await nerve.expect(0, home, 'uninstall --project ~/repo --yes');
    const after = treeOf(home);
    const without = (tree: Record<string, string>) =>
      Object.fromEntries(Object.entries(tree).filter(([name]) => !/^\.nerve\/(ledger|backups)\b/.test(name)));
    expect(without(after)).toEqual(without(before));
  });

  it('keeps a configuration that the user wrote', async () => {
    const home = makeHome(REPO);
    await nerve.expect(0, home, 'init --project ~/repo --yes --entry');
    commit(home, SERVERS);
    await nerve.expect(0, home, 'trust ~/repo --yes');
    await nerve.expect(0, home, 'sync --project ~/repo');
    expect(read(home, 'repo/.codex/config.toml')).toContain('env_vars = ["GITHUB_TOKEN"]');
    const run = await nerve.expect(0, home, 'uninstall --project ~/repo --yes');
    expect(run.stdout).toContain('Kept: ~/repo/.nerve/config.yaml');
    expect(read(home, 'repo/.nerve/config.yaml')).toBe(SERVERS);
    expect(read(home, 'repo/.codex/config.toml')).toBe(REPO['repo/.codex/config.toml']);
    expect(existsSync(join(home, 'repo/.cursor'))).toBe(false);
    expect(existsSync(join(home, '.nerve/trust.json'))).toBe(false);
  });
});

describe('trust', () => {
  it('is needed for what others committed, and for every change of it', async () => {
    const home = makeHome(REPO);
    commit(home, SERVERS);
    const before = treeOf(home);
    for (const command of ['sync --project ~/repo', 'init --project ~/repo --yes']) {
      expect(codeOf(await nerve.expect(4, home, `${command} --json`))).toBe('untrusted-project');
    }
    expect(codeOf(await nerve.expect(3, home, 'trust ~/repo --json'))).toBe('needs-yes');
    expect(treeOf(home)).toEqual(before);
    const run = await nerve.expect(0, home, 'trust ~/repo --yes');
    expect(run.stdout).toContain('gh-mcp');
    await nerve.expect(0, home, 'sync --project ~/repo');
    commit(home, `${SERVERS}# a comment\n`);
    expect(codeOf(await nerve.expect(4, home, 'sync --project ~/repo --json'))).toBe('untrusted-project');
    await nerve.expect(0, home, 'trust ~/repo --yes');
    await nerve.expect(0, home, 'trust ~/repo --revoke');
    expect(codeOf(await nerve.expect(4, home, 'sync --project ~/repo --json'))).toBe('untrusted-project');
    expect(modeOf(join(home, '.nerve'))).toBe('700');
  });

  it('does not follow a copy of the folder', async () => {
    const home = makeHome({ ...REPO, 'other/.nerve/config.yaml': SERVERS });
    commit(home, SERVERS);
    await nerve.expect(0, home, 'trust ~/repo --yes');
    expect(codeOf(await nerve.expect(4, home, 'sync --project ~/other --json'))).toBe('untrusted-project');
  });

  it('widens nothing: other settings of a repository do not count', async () => {
    const home = makeHome(REPO);
    commit(home, `${SERVERS}hub: { url: "http://evil.example" }\nworkspace: /\n`);
    await nerve.expect(0, home, 'trust ~/repo --yes');
    const run = await nerve.expect(0, home, 'sync --project ~/repo --json');
    expect(JSON.parse(run.stdout).warnings.join()).toContain('hub is ignored');
    expect(read(home, 'repo/.mcp.json')).toContain('http://127.0.0.1:8900/mcp/v1');
  });

  it('shows no codes that steer the terminal', async () => {
    const home = makeHome(REPO);
    commit(home, 'agents: [codex]\nservers: { x: { command: "a\\e[2Jb" } }\n');
    expect((await nerve.expect(0, home, 'trust ~/repo --yes')).stdout).not.toContain('\u001b');
  });
});

describe('a hostile or mistaken repository', () => {
  it.each([
    ['a memory file', 'AGENTS.md', '.bashrc.md'],
    ['a config file', '.mcp.json', 'private.json'],
  ])('cannot make nerve write through %s that is a link', async (_, name, target) => {
    const home = makeHome({ '.codex': null, '.claude': null, repo: null, [target]: '{}' });
    commit(home, SERVERS);
    symlinkSync(join(home, target), join(home, 'repo', name));
    await nerve.expect(0, home, 'trust ~/repo --yes');
    await nerve.expect(4, home, 'sync --project ~/repo');
    expect(read(home, target)).toBe('{}');
    expect(existsSync(join(home, 'repo/.codex'))).toBe(false);
  });

  it.each([
    ['config.yaml', 'agents: [codex]\n'],
    ['AGENTS.md', 'the private words\n'],
  ])('cannot make nerve read through %s that is a link', async (name, text) => {
    const home = makeHome({ '.codex': null, repo: null, 'private.md': text });
    if (name !== 'config.yaml') commit(home, SERVERS);
    else mkdirSync(join(home, 'repo/.nerve'));
    symlinkSync(join(home, 'private.md'), join(home, 'repo/.nerve', name));
    const run = await nerve(home, 'trust ~/repo --yes --json');
    expect(run.code).toBe(4);
    expect(codeOf(run)).toBe('link-leads-out');
    expect(run.stdout).not.toContain('private words');
  });

  it.each([
    ['~', 'project-too-wide', 4],
    ['/', 'project-too-wide', 4],
    ['~/nothing', 'no-such-folder', 2],
    ['~/repo', 'no-project', 2],
  ] as const)('%s is no project', async (folder, code, exit) => {
    const home = makeHome(REPO);
    expect(codeOf(await nerve.expect(exit, home, `sync --project ${folder} --json`))).toBe(code);
  });

  it.each([
    ['not YAML', 'agents: [', 'invalid-config'],
    ['no list', 'agents: codex', 'invalid-config'],
    ['an unknown agent', 'agents: [nope]', 'unknown-agent'],
    ['no server', 'servers: { x: {} }', 'invalid-config'],
  ])('a configuration that is %s is an error', async (_, config, code) => {
    const home = makeHome(REPO);
    commit(home, config);
    const trusted = await nerve(home, 'trust ~/repo --yes --json');
    const run = trusted.code === 0 ? await nerve(home, 'sync --project ~/repo --json') : trusted;
    expect([run.code, codeOf(run)]).toEqual([2, code]);
  });

  it('says that CLAUDE.md hides AGENTS.md from Claude Code', async () => {
    const home = makeHome({ ...REPO, 'repo/CLAUDE.md': '# Mine\n' });
    const run = await nerve.expect(0, home, 'init --project ~/repo --yes --entry --json');
    expect(JSON.parse(run.stdout).warnings.join()).toContain('@AGENTS.md');
    expect(readFileSync(join(home, 'repo/CLAUDE.md'), 'utf8')).toBe('# Mine\n');
  });
});
