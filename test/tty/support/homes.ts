/** Homes for the wizard, with agents that say which version they are. */
import { makeHome, put } from '../../support/home.ts';

const PROGRAM = (version: string) => ({ bytes: `#!/bin/sh\necho ${version}\n`, mode: 0o755 });

/** Codex and Claude Code, no memory. */
export function plainHome(): string {
  return makeHome({
    'bin/codex': PROGRAM('codex-cli 0.169.0'),
    'bin/claude': PROGRAM('2.1.328'),
    '.codex': null,
    '.claude': null,
  });
}

const CLAUDE = `# House rules

- Use tabs.
- Ask before you delete anything.
- The repository is in /home/ann/src/shop.
- The API listens on localhost:8123.

## Deploy

The staging token: ghp_abcdefghijklmnopqrstuvwxyz0123456789
`;

/** The same, with memory files of the user. */
export function homeWithMemory(): string {
  const home = plainHome();
  put(home, { '.claude/CLAUDE.md': CLAUDE, '.codex/AGENTS.md': 'Use tabs.\n\nPrefer pnpm.\n' });
  return home;
}
