/** Nerve's own folder and settings. */
import { appendFileSync, chmodSync, chownSync, mkdirSync, rmSync } from 'node:fs';
import { isRoot, NOBODY } from '../../../../support/cli.ts';
import { createWard, POSIX, testCases } from '../../../../support/doctor-cases.ts';

const ward = createWard();
const { at, edit } = ward;

testCases(ward, [
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
]);
