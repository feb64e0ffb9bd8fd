/** The short session of README.md: setting up, an edit, a sync, and gone again. Needs no terminal and no agent. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { put } from '../../test/support/files.ts';
import { CODEX_CONFIG } from './newcomer.ts';

const BEGIN = '<!-- session:begin -->\n';
const END = '\n<!-- session:end -->';

/** README.md with another block between its markers. */
export function withBlock(readme: string, block: string): string {
  return readme.replace(blockIn(readme), () => block);
}

/** What stands between the markers. @throws Error where they are missing. */
export function blockIn(readme: string): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END, begin);
  if (begin < 0 || end < 0)
    throw new Error(`README.md has no block between ${BEGIN.trim()} and ${END.trim()}`);
  return readme.slice(begin + BEGIN.length, end);
}

interface Step {
  readonly shown: string;
  readonly run: (home: string, entry: string) => string;
}

function nerve(...args: string[]): Step {
  return {
    shown: `nerve ${args.join(' ')}`,
    run: (home, entry) => {
      const child = spawnSync(process.execPath, [entry, ...args], {
        env: { PATH: '/usr/bin:/bin', HOME: home, NO_COLOR: '1' },
        encoding: 'utf8',
      });
      return child.stdout + child.stderr;
    },
  };
}

function readConfig(home: string): string {
  return readFileSync(join(home, '.codex', 'config.toml'), 'utf8');
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
    run: (home) => readConfig(home).replace(/Bearer [^"]+/, 'Bearer eyJh…'),
  },
  nerve('uninstall', '--yes'),
  { shown: 'cat ~/.codex/config.toml', run: readConfig },
];

/**
 * The session as a console block.
 * @param entry nerve's `bin/nerve.js`
 */
export function recordReadme(entry: string): string {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'nerve-session-')));
  try {
    put(home, { '.codex/config.toml': { bytes: CODEX_CONFIG, mode: 0o600 }, '.claude': null });
    const blocks = STEPS.map((step) => {
      const output = step.run(home, entry).replaceAll(home, '~').trimEnd();
      return output === '' ? `$ ${step.shown}` : `$ ${step.shown}\n${output}\n`;
    });
    return `\`\`\`console\n${blocks.join('\n').trim()}\n\`\`\``;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
