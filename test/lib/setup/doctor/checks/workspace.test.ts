/** Workspace and agents' files. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createWard, testCases } from '../../../../support/doctor-cases.ts';

const ward = createWard();
const { at, edit, workspace } = ward;
const git = (...words: string[]): void => {
  execFileSync('git', ['-C', at('nerve-workspace'), ...words], {
    env: { PATH: '/usr/bin:/bin', HOME: ward.patient.home },
  });
};
const PAGE = '---\nname: tidy\ndescription: Tidies.\n---\n\n';
const skill = (text: string): void => {
  mkdirSync(at('nerve-workspace/skills/tidy'));
  workspace('skills/tidy/SKILL.md', text);
};
/** Looks like a token of a well-known service. */
const SECRET = `ghp_${'a1B2c3'.repeat(6)}`;

testCases(ward, [
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
      await ward.patient.nerve.expect(0, ward.patient.home, 'init --yes', { env: ward.patient.env });
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
    title: 'a skill that agents could not read',
    id: 'workspace.skills',
    level: 'warn',
    says: 'The skill in ~/nerve-workspace/skills/tidy is left out: SKILL.md has no `description`',
    fix: '~/nerve-workspace/skills/tidy/SKILL.md',
    hurt: () => skill('---\nname: tidy\n---\n'),
  },
  {
    title: 'a skill with a secret',
    id: 'workspace.skills',
    level: 'warn',
    says: 'there is a secret in skills/tidy/SKILL.md (line 6: ',
    fix: '~/nerve-workspace/skills/tidy/SKILL.md',
    hurt: () => skill(`${PAGE}The key is ${SECRET}\n`),
  },
  {
    title: 'a skill with a secret where secrets are refused',
    id: 'workspace.skills',
    level: 'error',
    says: 'there is a secret in a skill of the workspace ~/nerve-workspace: skills/tidy/SKILL.md',
    fix: 'take it out',
    hurt: () => {
      skill(`${PAGE}The key is ${SECRET}\n`);
      appendFileSync(at('.nerve/config.yaml'), 'secrets:\n  in_workspace: refuse\n');
    },
  },
  {
    title: 'a sound skill',
    id: 'workspace.skills',
    level: 'ok',
    says: '1 skill goes to your agents: tidy.',
    hurt: () => skill(PAGE),
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
]);
