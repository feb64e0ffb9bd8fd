import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Level } from '../../../../src/lib/setup/doctor/check.ts';
import { createDiskCheck } from '../../../../src/lib/setup/doctor/checks/disk.ts';
import { CHECKS } from '../../../../src/lib/setup/doctor/checks.ts';
import { examine } from '../../../../src/lib/setup/doctor/examine.ts';
import { isRoot, NOBODY } from '../../../support/cli.ts';
import { bad, makePatient, type Patient, type PatientOptions, putProgram } from '../../../support/doctor.ts';

let patient: Patient;
let home: string;

beforeAll(async () => {
  patient = await makePatient();
  home = patient.home;
}, 60_000);

beforeEach(() => patient.rewind());

const at = (name: string): string => join(home, name);
const edit = (name: string, change: (text: string) => string): void =>
  writeFileSync(at(name), change(readFileSync(at(name), 'utf8')));
const database = (sql: string): void => {
  const open = new Database(at('.nerve/nerve.db'));
  open.exec(sql);
  open.close();
};
const hoursFromNow = (hours: number): Date => new Date(Date.now() + hours * 3_600_000);
const workspace = (name: string, text: string | Buffer): void =>
  writeFileSync(at(`nerve-workspace/${name}`), text);
const git = (...words: string[]): void => {
  execFileSync('git', ['-C', at('nerve-workspace'), ...words], {
    env: { PATH: '/usr/bin:/bin', HOME: home },
  });
};
/** Looks like a token of a well-known service. */
const SECRET = `ghp_${'a1B2c3'.repeat(6)}`;
const TEMP = 'nerve-999999999-0123456789ab.tmp';

interface Case {
  readonly title: string;
  readonly id: string;
  readonly level: Level;
  /** A part of the sentence. */
  readonly says: string;
  /** A part of the fix; left out where there is none. */
  readonly fix?: string;
  readonly fixable?: true;
  readonly hurt: () => void | Promise<void>;
  readonly options?: () => PatientOptions;
  readonly only?: boolean;
}

const POSIX = process.platform !== 'win32';

const cases: readonly Case[] = [
  {
    title: 'an open folder',
    id: 'home.modes',
    level: 'error',
    says: '~/.nerve.',
    fix: 'chmod -R go-rwx ~/.nerve',
    fixable: true,
    hurt: () => chmodSync(at('.nerve'), 0o755),
    only: POSIX,
  },
  {
    title: 'an open file',
    id: 'home.modes',
    level: 'warn',
    says: '~/.nerve/config.yaml',
    fix: 'chmod',
    fixable: true,
    hurt: () => chmodSync(at('.nerve/config.yaml'), 0o644),
    only: POSIX,
  },
  {
    title: 'an open secret',
    id: 'home.modes',
    level: 'error',
    says: '~/.nerve/secrets/agents/codex',
    fix: 'chmod',
    fixable: true,
    hurt: () => chmodSync(at('.nerve/secrets/agents/codex'), 0o640),
    only: POSIX,
  },
  {
    title: 'a file that its owner may not write',
    id: 'home.access',
    level: 'error',
    says: 'You yourself may not read and write ~/.nerve/config.yaml',
    fix: 'chmod -R u+rwX ~/.nerve',
    fixable: true,
    hurt: () => chmodSync(at('.nerve/config.yaml'), 0o400),
    only: POSIX,
  },
  {
    title: 'a file of another user',
    id: 'home.owner',
    level: 'error',
    says: '~/.nerve/config.yaml belongs to another user',
    fix: 'sudo chown -R',
    hurt: () => chownSync(at('.nerve/config.yaml'), NOBODY, NOBODY),
    only: isRoot,
  },
  {
    title: 'settings that are no YAML',
    id: 'config.valid',
    level: 'error',
    says: '~/.nerve/config.yaml is not valid YAML',
    fix: '~/.nerve/config.yaml',
    hurt: () => appendFileSync(at('.nerve/config.yaml'), '\n x: [\n'),
  },
  {
    title: 'a setting with a bad value',
    id: 'config.valid',
    level: 'error',
    says: 'expected true or false',
    fix: 'nerve config unset external_agents.sidecars',
    hurt: () =>
      edit('.nerve/config.yaml', (text) =>
        text.replace('external_agents:', 'external_agents:\n  sidecars: 7'),
      ),
  },
  {
    title: 'a variable with a bad value',
    id: 'config.valid',
    level: 'error',
    says: 'NERVE_HUB_URL is "nowhere"',
    fix: 'unset NERVE_HUB_URL',
    hurt: () => undefined,
    options: () => ({ env: { NERVE_HUB_URL: 'nowhere' } }),
  },
  {
    title: 'a folder instead of settings',
    id: 'config.valid',
    level: 'error',
    says: 'is a directory',
    fix: 'mv ~/.nerve/config.yaml',
    hurt: () => {
      rmSync(at('.nerve/config.yaml'));
      mkdirSync(at('.nerve/config.yaml'), { mode: 0o700 });
    },
  },
  {
    title: 'an unknown key',
    id: 'config.keys',
    level: 'warn',
    says: 'wrokspace is not a setting',
    fix: '~/.nerve/config.yaml',
    hurt: () => appendFileSync(at('.nerve/config.yaml'), 'wrokspace: ~/x\n'),
  },
  {
    title: 'an unknown agent',
    id: 'config.agents',
    level: 'error',
    says: '"codx" that nerve does not know; did you mean codex?',
    fix: '~/.nerve/config.yaml',
    hurt: () => edit('.nerve/config.yaml', (text) => text.replace('name: codex', 'name: codx')),
  },
  {
    title: 'a workspace that holds the home folder',
    id: 'config.workspace',
    level: 'error',
    says: 'contains your home folder',
    fix: 'nerve config unset workspace',
    hurt: () => appendFileSync(at('.nerve/config.yaml'), 'workspace: "~"\n'),
  },
  {
    title: 'no settings any more',
    id: 'config.exists',
    level: 'error',
    says: '~/.nerve/config.yaml is gone',
    fix: 'nerve init',
    hurt: () => rmSync(at('.nerve/config.yaml')),
  },
  {
    title: 'a damaged ledger',
    id: 'ledger.readable',
    level: 'error',
    says: 'ledger.json is damaged',
    fix: 'mv ~/.nerve/ledger/ledger.json',
    hurt: () => writeFileSync(at('.nerve/ledger/ledger.json'), '{"version":1,'),
  },
  {
    title: 'a ledger of a newer nerve',
    id: 'ledger.readable',
    level: 'error',
    says: 'newer nerve',
    fix: 'nerve sync',
    hurt: () => edit('.nerve/ledger/ledger.json', (text) => text.replace('"version": 1', '"version": 2')),
  },
  {
    title: 'no ledger any more',
    id: 'ledger.readable',
    level: 'warn',
    says: 'does not remember',
    fix: 'nerve sync',
    hurt: () => rmSync(at('.nerve/ledger/ledger.json')),
  },
  {
    title: 'a copy that is gone',
    id: 'backups.intact',
    level: 'warn',
    says: 'is gone',
    fix: 'bring ~/.nerve/backups back',
    hurt: () => rmSync(at(`.nerve/backups/${neededCopy()}`)),
  },
  {
    title: 'a damaged copy',
    id: 'backups.intact',
    level: 'warn',
    says: 'is damaged',
    fix: 'bring ~/.nerve/backups back',
    hurt: () => appendFileSync(at(`.nerve/backups/${neededCopy()}`), 'x'),
  },
  {
    title: 'a temporary file beside its file',
    id: 'temps.stale',
    level: 'warn',
    says: 'nothing needs it',
    fix: 'rm ~/.codex/.config.toml.nerve-',
    fixable: true,
    hurt: () => writeFileSync(at(`.codex/.config.toml.${TEMP}`), 'half'),
  },
  {
    title: 'a temporary file in the folder of backups',
    id: 'temps.stale',
    level: 'warn',
    says: 'nothing needs it',
    fix: 'rm ~/.nerve/ledger/.ledger.json.nerve-',
    fixable: true,
    hurt: () => writeFileSync(at(`.nerve/ledger/.ledger.json.${TEMP}`), '', { mode: 0o600 }),
  },
  {
    title: 'a temporary file that is all that is left',
    id: 'temps.stale',
    level: 'warn',
    says: 'may be all that is left of ~/.codex/config.toml',
    fix: 'mv -n',
    hurt: () => {
      edit('.codex/config.toml', (text) => `# newer\n${text}`);
      renameSync(at('.codex/config.toml'), at(`.codex/.config.toml.${TEMP}`));
    },
  },
  {
    title: 'no launcher',
    id: 'launcher',
    level: 'error',
    says: '~/.nerve/bin/nerve is gone',
    fix: 'nerve sync',
    fixable: true,
    hurt: () => rmSync(at('.nerve/bin/nerve')),
  },
  {
    title: 'a launcher that may not be run',
    id: 'launcher',
    level: 'error',
    says: 'may not be run',
    fix: 'nerve sync',
    fixable: true,
    hurt: () => chmodSync(at('.nerve/bin/nerve'), 0o600),
    only: POSIX,
  },
  {
    title: 'a launcher to a Node that is gone',
    id: 'launcher',
    level: 'error',
    says: 'points to ~/old/node, which does not exist',
    fix: 'nerve sync',
    fixable: true,
    hurt: () => edit('.nerve/bin/nerve', (text) => text.replace(process.execPath, at('old/node'))),
    only: POSIX,
  },
  {
    title: 'a launcher to a Node that is too old',
    id: 'launcher',
    level: 'error',
    says: 'points to Node v18.20.0, which is too old',
    fix: 'nerve sync',
    fixable: true,
    hurt: () => {
      putProgram(home, 'old-node', '');
      writeFileSync(at('old-node'), '#!/bin/sh\necho v18.20.0\n');
      edit('.nerve/bin/nerve', (text) => text.replace(process.execPath, at('old-node')));
    },
    only: POSIX,
  },
  {
    title: 'a launcher with other content',
    id: 'launcher',
    level: 'error',
    says: 'not as nerve writes it',
    fix: 'nerve sync',
    fixable: true,
    hurt: () => writeFileSync(at('.nerve/bin/nerve'), '#!/bin/sh\n'),
  },
  {
    title: 'a launcher of another installation',
    id: 'launcher',
    level: 'info',
    says: 'another installation',
    fix: 'nerve sync',
    hurt: () => {
      writeFileSync(at('other.js'), '');
      edit('.nerve/bin/nerve', (text) => text.replace(/'[^']*nerve\.js'/, `'${at('other.js')}'`));
    },
    only: POSIX,
  },
  {
    title: 'no database any more',
    id: 'database.opens',
    level: 'error',
    says: 'nerve.db is gone',
    fix: 'nerve sync',
    hurt: () => rmSync(at('.nerve/nerve.db')),
  },
  {
    title: 'a database that is none',
    id: 'database.integrity',
    level: 'error',
    says: 'damaged or not a database',
    fix: 'mv ~/.nerve/nerve.db ~/.nerve/nerve.db.bad',
    hurt: () =>
      writeFileSync(at('.nerve/nerve.db'), 'hello, this is text and no database at all\n'.repeat(300), {
        mode: 0o600,
      }),
  },
  {
    title: 'a database with a broken page',
    id: 'database.integrity',
    level: 'error',
    says: 'damaged',
    fix: 'mv ~/.nerve/nerve.db',
    hurt: () => {
      const bytes = readFileSync(at('.nerve/nerve.db'));
      bytes.fill(0x5a, 8192);
      writeFileSync(at('.nerve/nerve.db'), bytes);
    },
  },
  {
    title: 'a database of another program',
    id: 'database.integrity',
    level: 'error',
    says: 'another program',
    fix: 'mv ~/.nerve/nerve.db',
    hurt: () => database('PRAGMA application_id = 7'),
  },
  {
    title: 'a database of a newer nerve',
    id: 'database.opens',
    level: 'error',
    says: 'newer nerve',
    fix: 'update nerve',
    hurt: () => database('PRAGMA user_version = 99'),
  },
  {
    title: 'no token',
    id: 'tokens.file',
    level: 'error',
    says: 'Codex has no token',
    fix: 'nerve sync',
    hurt: () => rmSync(at('.nerve/secrets/agents/codex')),
  },
  {
    title: 'a damaged token file',
    id: 'tokens.file',
    level: 'error',
    says: 'damaged',
    fix: 'nerve sync',
    hurt: () => writeFileSync(at('.nerve/secrets/agents/codex'), 'nothing'),
  },
  {
    title: 'a token whose time is over',
    id: 'tokens.expiry',
    level: 'error',
    says: 'is over',
    fix: 'nerve sync',
    hurt: () => undefined,
    options: () => ({ now: hoursFromNow(24 * 400) }),
  },
  {
    title: 'a token that ends soon',
    id: 'tokens.expiry',
    level: 'info',
    says: 'the next sync renews it',
    fix: 'nerve sync',
    hurt: () => undefined,
    options: () => ({ now: hoursFromNow(24 * 350) }),
  },
  {
    title: 'a revoked token',
    id: 'tokens.verified',
    level: 'error',
    says: 'it was revoked',
    fix: 'nerve token rotate codex',
    hurt: async () => {
      await patient.nerve.expect(0, home, 'token revoke codex');
    },
  },
  {
    title: 'a token that the database does not know',
    id: 'tokens.verified',
    level: 'error',
    says: 'the database does not know it',
    fix: 'nerve token rotate codex',
    hurt: () => database('DELETE FROM tokens'),
  },
  {
    title: 'a token whose key is gone',
    id: 'tokens.verified',
    level: 'error',
    says: 'the key that signed it is gone',
    fix: 'nerve token rotate codex',
    hurt: () => {
      const keys = at('.nerve/secrets/keys');
      for (const name of readdirSync(keys)) if (name.endsWith('.key')) rmSync(join(keys, name));
    },
  },
  {
    title: "another agent's token",
    id: 'tokens.verified',
    level: 'error',
    says: 'was made for claude-code',
    fix: 'nerve token rotate codex',
    hurt: () =>
      edit('.nerve/secrets/agents/codex', () =>
        readFileSync(at('.nerve/secrets/agents/claude-code'), 'utf8'),
      ),
  },
  {
    title: 'another token in the config',
    id: 'tokens.config',
    level: 'error',
    says: '~/.codex/config.toml holds another token',
    fix: 'nerve sync --conflict backup',
    hurt: () => {
      const other = readFileSync(at('.nerve/secrets/agents/claude-code'), 'utf8').trim();
      edit('.codex/config.toml', (text) => text.replace(/Bearer [\w.-]+/, `Bearer ${other}`));
    },
  },
  {
    title: 'no entry in the config',
    id: 'tokens.config',
    level: 'error',
    says: 'has no server called nerve',
    fix: 'nerve sync --conflict backup',
    hurt: () => writeFileSync(at('.codex/config.toml'), ''),
  },
  {
    title: 'no NERVE_TOKEN',
    id: 'tokens.environment',
    level: 'warn',
    says: 'NERVE_TOKEN, which is not set',
    fix: 'export NERVE_TOKEN="$(cat ',
    hurt: async () => {
      await patient.nerve.expect(0, home, 'agents add codex --auth env');
    },
  },
  {
    title: 'another NERVE_TOKEN',
    id: 'tokens.environment',
    level: 'warn',
    says: 'is not the token that nerve made for Codex',
    fix: 'export NERVE_TOKEN=',
    hurt: async () => {
      await patient.nerve.expect(0, home, 'agents add codex --auth env');
    },
    options: () => ({ env: { NERVE_TOKEN: 'other' } }),
  },
  {
    title: 'the right NERVE_TOKEN',
    id: 'tokens.environment',
    level: 'ok',
    says: 'NERVE_TOKEN holds the token of Codex',
    hurt: async () => {
      await patient.nerve.expect(0, home, 'agents add codex --auth env');
    },
    options: () => ({ env: { NERVE_TOKEN: readFileSync(at('.nerve/secrets/agents/codex'), 'utf8').trim() } }),
  },
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
      options: () => ({ env: { PATH: `${at('nerve-workspace')}:${patient.env.PATH}` } }),
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
  {
    title: 'no workspace',
    id: 'workspace.folder',
    level: 'error',
    says: '~/nerve-workspace is not there',
    fix: 'nerve init',
    hurt: () => rmSync(at('nerve-workspace'), { recursive: true }),
  },
  {
    title: 'a workspace that is a file',
    id: 'workspace.folder',
    level: 'error',
    says: '~/nerve-workspace is no folder',
    fix: 'nerve config set workspace',
    hurt: () => {
      rmSync(at('nerve-workspace'), { recursive: true });
      writeFileSync(at('nerve-workspace'), '');
    },
  },
  {
    title: 'an empty workspace',
    id: 'workspace.folder',
    level: 'warn',
    says: 'no identity file',
    fix: 'nerve init',
    hurt: () => {
      rmSync(at('nerve-workspace'), { recursive: true });
      mkdirSync(at('nerve-workspace'));
    },
  },
  {
    title: 'a workspace file that is no text',
    id: 'workspace.folder',
    level: 'error',
    says: 'TOOLS.md is not UTF-8 text',
    fix: 'replace it',
    hurt: () => workspace('TOOLS.md', Buffer.from([0xff, 0xfe, 0x41])),
  },
  {
    title: 'a placeholder',
    id: 'workspace.placeholders',
    level: 'info',
    says: 'USER.md still has a placeholder: {{name}}',
    fix: 'USER.md',
    hurt: () => workspace('USER.md', '# User\n\nCall me {{name}}.\n'),
  },
  {
    title: 'a starter text',
    id: 'workspace.starter',
    level: 'info',
    says: 'is still as nerve made it',
    fix: 'USER.md',
    hurt: async () => {
      rmSync(at('nerve-workspace'), { recursive: true });
      await patient.nerve.expect(0, home, 'init --yes', { env: patient.env });
    },
  },
  {
    title: 'a secret',
    id: 'workspace.secrets',
    level: 'warn',
    says: 'TOOLS.md holds a secret in line 3',
    fix: '+3 ~/nerve-workspace/TOOLS.md',
    hurt: () => workspace('TOOLS.md', `# Tools\n\nThe key is ${SECRET}\n`),
  },
  {
    title: 'a secret where secrets are refused',
    id: 'workspace.secrets',
    level: 'error',
    says: 'so no sync can run',
    fix: 'TOOLS.md',
    hurt: () => {
      workspace('TOOLS.md', `# Tools\n\nThe key is ${SECRET}\n`);
      appendFileSync(at('.nerve/config.yaml'), 'secrets:\n  in_workspace: refuse\n');
    },
  },
  {
    title: 'a private file that git does not ignore',
    id: 'workspace.ignored',
    level: 'warn',
    says: 'USER.local.md is private, but git does not ignore it',
    fix: "echo '*.local.md' >> ~/nerve-workspace/.gitignore",
    hurt: () => {
      git('init', '--quiet');
      workspace('USER.local.md', 'Lives here.\n');
    },
  },
  {
    title: 'a private file that git ignores',
    id: 'workspace.ignored',
    level: 'ok',
    says: 'git ignores',
    hurt: () => {
      git('init', '--quiet');
      workspace('USER.local.md', 'Lives here.\n');
      workspace('.gitignore', '*.local.md\n');
    },
  },
  {
    title: 'an edit of what nerve wrote',
    id: 'files.conflict',
    level: 'warn',
    says: 'MCP server nerve in ~/.codex/config.toml needs your decision: you changed',
    fix: 'nerve sync --conflict',
    hurt: () =>
      edit('.codex/config.toml', (text) => text.replace('tool_timeout_sec = 300', 'tool_timeout_sec = 9')),
  },
  {
    title: 'a file that cannot be parsed',
    id: 'files.refused',
    level: 'error',
    says: 'does not dare to edit ~/.codex/config.toml',
    fix: '~/.codex/config.toml',
    hurt: () => appendFileSync(at('.codex/config.toml'), '\n[[[\n'),
  },
  {
    title: 'a workspace that was edited',
    id: 'files.outdated',
    level: 'info',
    says: 'Codex is out of date',
    fix: 'nerve sync',
    fixable: true,
    hurt: () => workspace('SOUL.md', 'Be kind.\n'),
  },
];

describe('doctor', () => {
  it('has nothing to complain of in a sound home', async () => {
    const findings = await patient.examine();
    expect(bad(findings)).toEqual([]);
    expect(findings.filter(({ level }) => level === 'ok').length).toBeGreaterThan(20);
    expect(findings).toContainEqual(expect.objectContaining({ id: 'privacy.telemetry', level: 'ok' }));
    expect(findings).toContainEqual(expect.objectContaining({ id: 'system.terminal', level: 'info' }));
    expect(findings).toContainEqual(expect.objectContaining({ id: 'node.version', level: 'ok' }));
  });

  it.each(cases.filter(({ only = true }) => only))(
    'finds $title',
    async ({ hurt, options, id, level, says, fix, fixable }) => {
      await hurt();
      const findings = await patient.examine(options?.());
      const found = findings.filter(
        (finding) => finding.id === id && finding.message.includes(says) && finding.subject !== 'claude-code',
      );
      expect(found, JSON.stringify(bad(findings), null, 1)).toHaveLength(1);
      expect(found[0]?.level).toBe(level);
      if (fix === undefined) expect(found[0]?.fix).toBeUndefined();
      else expect(found[0]?.fix).toContain(fix);
      expect(found[0]?.mend !== undefined).toBe(fixable ?? false);
    },
  );

  it('writes every finding as one sentence without a secret', async () => {
    const token = readFileSync(at('.nerve/secrets/agents/codex'), 'utf8').trim();
    workspace('TOOLS.md', `The key is ${SECRET}\n`);
    appendFileSync(at('.codex/config.toml'), '\n[[[\n');
    const findings = await patient.examine();
    for (const { message, fix = '' } of findings) {
      expect(message).toMatch(/^[A-Z~n/].*[.}]$/);
      expect(message + fix).not.toContain('\n');
      expect(message + fix).not.toContain(token);
      expect(message + fix).not.toContain(SECRET);
    }
  });

  it('reports one cause once, whatever else it breaks', async () => {
    writeFileSync(at('.nerve/ledger/ledger.json'), '{');
    const findings = await patient.examine();
    expect(bad(findings).map(({ id }) => id)).toEqual(['ledger.readable']);
    expect(findings.filter(({ message }) => message.startsWith('Not checked')).length).toBeGreaterThan(0);
  });

  it('goes on after a check that fails in an unforeseen way', async () => {
    const broken = {
      id: 'test.broken',
      look: () => {
        throw new TypeError('no such thing');
      },
    };
    const findings = await examine(await patient.context(), [broken, ...CHECKS.slice(-1)]);
    expect(findings).toMatchObject([
      { id: 'test.broken', level: 'error', message: 'no such thing.' },
      { id: 'privacy.telemetry' },
    ]);
  });

  it.each([
    [5 * 2 ** 20, 'error', '5 MiB'],
    [50 * 2 ** 20, 'warn', '50 MiB'],
    [5 * 2 ** 30, 'ok', '5.0 GiB'],
  ])('with %d bytes free says %s', async (free, level, says) => {
    const [finding] = await examine(await patient.context(), [createDiskCheck(() => free)]);
    expect(finding).toMatchObject({ id: 'system.disk', level });
    expect(finding?.message).toContain(says);
  });
});

/** A copy that the ledger asks for: the text of Codex's bundle as nerve wrote it. */
function neededCopy(): string {
  const { files } = JSON.parse(readFileSync(at('.nerve/ledger/ledger.json'), 'utf8'));
  return files[at('.claude.json')].written;
}
