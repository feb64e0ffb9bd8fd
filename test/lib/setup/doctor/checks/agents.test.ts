/** Agents. */
import { appendFileSync, chmodSync, writeFileSync } from 'node:fs';
import { putProgram } from '../../../../support/doctor.ts';
import { type Case, createWard, POSIX, testCases } from '../../../../support/doctor-cases.ts';

const ward = createWard();
const { at, workspace } = ward;

testCases(ward, [
  {
    title: 'a config with a token that others can read',
    id: 'agents.private',
    level: 'error',
    says: 'Other users can read ~/.codex/config.toml',
    fix: 'chmod 600 ~/.codex/config.toml',
    hurt: () => chmodSync(at('.codex/config.toml'), 0o644),
    only: POSIX,
  },
  {
    title: 'an agent that is not installed',
    id: 'agents.program',
    level: 'warn',
    says: 'there is no codex on PATH',
    fix: 'nerve agents disable codex',
    hurt: () => undefined,
    options: () => ({ env: { PATH: '/usr/bin:/bin' } }),
  },
  ...(
    [
      ['0.170.0', 'info', 'newer than 0.169.0', undefined],
      ['0.12.0', 'info', 'older than 0.169.0', 'update Codex'],
      ['next', 'warn', 'does not say its version', 'codex --version'],
    ] as const
  ).map(
    ([version, level, says, fix]): Case => ({
      title: `Codex ${version}`,
      id: 'agents.version',
      level,
      says,
      ...(fix ? { fix } : {}),
      hurt: () => putProgram(at('nerve-workspace'), 'codex', version),
      options: () => ({ env: { PATH: `${at('nerve-workspace')}:${ward.patient.env.PATH}` } }),
      only: POSIX,
    }),
  ),
  {
    title: 'a variable to no folder',
    id: 'agents.home',
    level: 'warn',
    says: 'CODEX_HOME names ~/gone, which is no folder',
    fix: 'mkdir -p ~/gone, or: unset CODEX_HOME',
    hurt: () => undefined,
    options: () => ({ env: { CODEX_HOME: at('gone') } }),
  },
  {
    title: 'a variable to a folder',
    id: 'agents.home',
    level: 'info',
    says: 'CODEX_HOME moves the files of Codex to ~/.codex',
    hurt: () => undefined,
    options: () => ({ env: { CODEX_HOME: at('.codex') } }),
  },
  {
    title: 'a file that hides the bundle',
    id: 'agents.shadowed',
    level: 'warn',
    says: 'AGENTS.override.md is not empty',
    fix: 'mv ~/.codex/AGENTS.override.md',
    hurt: () => writeFileSync(at('.codex/AGENTS.override.md'), 'Only this.\n'),
  },
  {
    title: 'a second entry',
    id: 'agents.duplicate',
    level: 'warn',
    says: '"old" in ~/.codex/config.toml leads to nerve',
    fix: 'remove "old"',
    hurt: () =>
      appendFileSync(
        at('.codex/config.toml'),
        '\n[mcp_servers.old]\nurl = "http://127.0.0.1:8900/mcp/v1/"\n',
      ),
  },
  {
    title: 'a bundle that is nearly full',
    id: 'agents.budget',
    level: 'warn',
    says: '% of its budget',
    fix: 'MEMORY.md first',
    hurt: () => workspace('MEMORY.md', '- a fact to remember\n'.repeat(2750)),
  },
  {
    title: 'a bundle that was cut',
    id: 'agents.budget',
    level: 'warn',
    says: 'left out for Codex',
    fix: 'MEMORY.md first',
    hurt: () => workspace('MEMORY.md', '- a fact to remember\n'.repeat(4000)),
  },
]);
