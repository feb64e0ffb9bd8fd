/** Records a real session with the built CLI in a throw-away home and puts it into README.md, between its markers. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const BEGIN = '<!-- session:begin -->';
const END = '<!-- session:end -->';

const CODEX_CONFIG = `# my favourite model
model = "gpt-6.1-sol"   # do not touch

[mcp_servers.github]    # needs GITHUB_TOKEN
command = "github-mcp-server"
`;

interface Step {
  readonly shown: string;
  readonly run: (home: string) => string;
}

function nerve(...args: string[]): Step {
  return {
    shown: `nerve ${args.join(' ')}`,
    run: (home) => {
      const child = spawnSync(process.execPath, [join(root, 'bin', 'nerve.js'), ...args], {
        env: { PATH: '/usr/bin:/bin', HOME: home, NO_COLOR: '1' },
        encoding: 'utf8',
      });
      return child.stdout + child.stderr;
    },
  };
}

const STEPS: readonly Step[] = [
  nerve('init', '--yes', '--name', 'Ann'),
  {
    shown: `echo '- I use pnpm, never npm.' >> ~/nerve-workspace/USER.md`,
    run: (home) => {
      appendFileSync(join(home, 'nerve-workspace', 'USER.md'), '- I use pnpm, never npm.\n');
      return '';
    },
  },
  nerve('sync', '--check'),
  nerve('sync'),
  {
    shown: 'cat ~/.codex/config.toml',
    run: (home) =>
      readFileSync(join(home, '.codex', 'config.toml'), 'utf8').replace(/Bearer [^"]+/, 'Bearer eyJh…'),
  },
  nerve('uninstall', '--yes'),
  {
    shown: 'cat ~/.codex/config.toml',
    run: (home) => readFileSync(join(home, '.codex', 'config.toml'), 'utf8'),
  },
];

/** The session as a console block. */
export function recordSession(): string {
  const home = mkdtempSync(join(tmpdir(), 'nerve-session-'));
  try {
    for (const folder of ['.codex', '.claude']) mkdirSync(join(home, folder));
    writeFileSync(join(home, '.codex', 'config.toml'), CODEX_CONFIG, { mode: 0o600 });
    const blocks = STEPS.map((step) => {
      const output = step.run(home).replaceAll(home, '~').trimEnd();
      return output === '' ? `$ ${step.shown}` : `$ ${step.shown}\n${output}\n`;
    });
    return `\`\`\`console\n${blocks.join('\n').trim()}\n\`\`\``;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = join(root, 'README.md');
  const text = readFileSync(file, 'utf8');
  const [before = '', rest = ''] = text.split(BEGIN);
  const after = rest.split(END)[1] ?? '';
  writeFileSync(file, `${before}${BEGIN}\n${recordSession()}\n${END}${after}`);
}
