/** A newcomer's machine in a throw-away folder: a home with two agents in use, and the programs on PATH. */
import { join } from 'node:path';
import { quote } from '../../src/lib/setup/wizard/command-line.ts';
import { put } from '../../test/support/files.ts';

export const CODEX_CONFIG = `# my favourite model
model = "gpt-6.1-sol"   # do not touch

[mcp_servers.github]    # needs GITHUB_TOKEN
command = "github-mcp-server"
`;

const CODEX_MEMORY = `# Working with Ann

- Use pnpm, never npm.
- Answer in short sentences.
`;

const CLAUDE_MEMORY = `# House rules

- Ask before you delete anything.
- Write a test before you mend a bug.
- The shop is in /home/ann/src/shop.
- Its API listens on localhost:8123.
`;

/** The words of a shell script that runs a program with what was given. */
export type Program = readonly string[];

export interface Newcomer {
  /** What commands may leave beside the home. */
  readonly root: string;
  readonly home: string;
  /** Where `codex` may run, which keeps sessions and databases of its own. */
  readonly copy: string;
  /** The whole environment of a command in the home, or in its copy. */
  env(home: string): Record<string, string>;
}

/** Where the newcomer works, below the home. */
export const PROJECT = 'src/shop';

/** What an agent leaves there when it is only asked for its version. */
export const AGENTS_OWN = ['.codex/tmp'];

/**
 * Makes it below an empty folder.
 * @param programs what `nerve`, `codex` … on PATH start
 */
export function makeNewcomer(root: string, programs: Readonly<Record<string, Program>>): Newcomer {
  const home = join(root, 'ann');
  const own = (bytes: string) => ({ bytes, mode: 0o600 });
  put(home, {
    '.codex/config.toml': own(CODEX_CONFIG),
    '.codex/AGENTS.md': own(CODEX_MEMORY),
    '.claude/CLAUDE.md': own(CLAUDE_MEMORY),
    [`${PROJECT}/.git/HEAD`]: own('ref: refs/heads/main\n'),
    [`${PROJECT}/README.md`]: own('# Shop\n'),
  });
  const bin = join(root, 'bin');
  for (const [name, words] of Object.entries(programs)) {
    put(bin, { [name]: { bytes: `#!/bin/sh\nexec ${words.map(quote).join(' ')} "$@"\n`, mode: 0o755 } });
  }
  return {
    root,
    home,
    copy: join(root, 'copy'),
    env: (where) => ({
      HOME: where,
      PATH: `${bin}:/usr/bin:/bin`,
      TERM: 'screen',
      TZ: 'UTC',
      LANG: 'C.UTF-8',
    }),
  };
}
