/** `nerve agents import` and secrets in agents' own entries: they stay where they are, and nobody else sees them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Content, makeHome, read, treeOf } from '../support/home.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

const CODEX = '.codex/config.toml';
const CLAUDE = '.claude.json';
const GEMINI = '.gemini/settings.json';
const CONFIG = '.nerve/config.yaml';

describe('secrets', () => {
  const KEY = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';
  const BEARER = 'sk-live-Zx8Kq2Lm9Pw4Rt6Vy1Bn3';
  const WEAK = 'correct horse';
  const ALL = [KEY, BEARER, WEAK];
  const contents: Record<string, Content> = {
    [CODEX]: `[mcp_servers.github]
command = "github-mcp-server"
args = ["stdio"]
[mcp_servers.github.env]
GITHUB_TOKEN = "${KEY}"
DB_PASSWORD = "${WEAK}"

[mcp_servers.flag]
command = "flag-mcp"
args = ["--token", "${KEY}"]
`,
    [CLAUDE]: JSON.stringify({
      mcpServers: {
        docs: { type: 'http', url: 'https://d/mcp', headers: { Authorization: `Bearer ${BEARER}` } },
      },
    }),
    [GEMINI]: '{}\n',
    '.claude': null,
  };

  it('stay where they are: not in any output, in config.yaml, in the ledger, or with another agent', async () => {
    const home = makeHome(contents);
    const before = treeOf(home);
    const said: string[] = [];
    const run = async (code: number, args: string): Promise<string> => {
      const { stdout, stderr } = await nerve.expect(code, home, args);
      said.push(stdout, stderr);
      return stdout + stderr;
    };
    await run(0, 'init --yes');
    for (const args of ['--dry-run', '--diff', '--dry-run --json', '--diff --verbose', '']) {
      const text = await run(0, `agents import ${args}`.trim());
      expect(text).toContain('GITHUB_TOKEN');
    }
    const config = read(home, CONFIG);
    expect(config).toContain('GITHUB_TOKEN: ${GITHUB_TOKEN}');
    expect(config).toContain('Authorization: Bearer ${MCP_DOCS_TOKEN}');
    expect(config).not.toContain('flag');
    expect(JSON.parse(read(home, GEMINI)).mcpServers.github.env).toEqual({
      GITHUB_TOKEN: '${GITHUB_TOKEN}',
      DB_PASSWORD: '${DB_PASSWORD}',
    });
    expect(read(home, CODEX)).toContain('bearer_token_env_var = "MCP_DOCS_TOKEN"');
    // The agents keep their own values, and later runs see nothing to do.
    await run(0, 'sync --check');
    await run(0, 'agents import --json');
    await run(0, 'status');
    writeFileSync(join(home, CONFIG), config.replace('- stdio', '- http'));
    await run(0, 'sync --diff');
    await run(0, 'sync');
    expect(read(home, CODEX)).toContain(
      `args = ["http"]\n[mcp_servers.github.env]\nGITHUB_TOKEN = "${KEY}"\n`,
    );
    await run(0, 'sync --check');
    const own = [CODEX, CLAUDE, GEMINI].map((file) => read(home, file));
    for (const secret of ALL) {
      expect(said.join('\n')).not.toContain(secret);
      for (const file of [CONFIG, '.nerve/ledger/ledger.json'])
        expect(read(home, file)).not.toContain(secret);
      expect(own.filter((text) => text.includes(secret))).toHaveLength(1);
    }
    await run(0, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });

  it('a new value in an agent is no conflict, and is not lost', async () => {
    const home = makeHome(contents);
    await nerve.expect(0, home, 'init --yes');
    await nerve.expect(0, home, 'agents import');
    const config = join(home, CONFIG);
    writeFileSync(config, readFileSync(config, 'utf8').replace('- stdio', '- http'));
    await nerve.expect(0, home, 'sync');
    writeFileSync(join(home, CODEX), read(home, CODEX).replace(KEY, `${KEY}new`));
    await nerve.expect(0, home, 'sync --check');
    await nerve.expect(0, home, 'uninstall --yes');
    const codex = read(home, CODEX);
    expect(codex).toContain(`GITHUB_TOKEN = "${KEY}new"`);
    expect(codex).toContain('"stdio"');
  });
});
