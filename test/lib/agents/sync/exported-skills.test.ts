import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportedSkills, skillNotice } from '../../../../src/lib/agents/sync/exported-skills.ts';
import { createConfig } from '../../../../src/lib/base/config/config.ts';
import { createAllowlist } from '../../../../src/lib/base/system/allowlist.ts';
import { createRealSystem } from '../../../../src/lib/base/system/real-system.ts';
import { type Content, makeHome } from '../../../support/home.ts';
import { privateKey } from '../../base/kernel/fake-secrets.ts';

const system = createRealSystem({ allowlist: createAllowlist({ roots: [], files: [], home: '/h' }) });
/** Looks like a token of a well-known service. */
const SECRET = `ghp_${'a1B2c3'.repeat(6)}`;
const PAGE = '---\nname: deploy\ndescription: Deploys.\n---\n\nRun it.\n';

function exported(files: Readonly<Record<string, Content>>, policy: 'mask' | 'refuse' = 'mask') {
  const home = makeHome(
    Object.fromEntries(
      Object.entries({ 'SKILL.md': PAGE, ...files }).map(([name, what]) => [`w/skills/deploy/${name}`, what]),
    ),
  );
  const data = { workspace: join(home, 'w'), secrets: { in_workspace: policy } };
  const config = createConfig(data, { exists: true, file: 'config.yaml', env: {}, home });
  return exportedSkills({ system, config });
}

describe('exportedSkills', () => {
  it('gives the skills of the workspace', async () => {
    const { skills, problems } = await exported({ 'run.sh': 'echo hi\n' });
    expect(skills.map(({ name, files }) => [name, files.length])).toEqual([['deploy', 2]]);
    expect(problems).toEqual([]);
  });

  it.each([
    [
      'SKILL.md',
      `${PAGE}The key is ${SECRET}\n`,
      /^there is a secret in skills\/deploy\/SKILL.md \(line 7: /,
    ],
    ['run.sh', `#!/bin/sh\nTOKEN=${SECRET} ./go\n`, /skills\/deploy\/run.sh \(line 2: /],
    [
      'scripts/a.py',
      `one = "${SECRET}"\ntwo = "${SECRET}"\n`,
      /skills\/deploy\/scripts\/a.py \(lines 1, 2\)/,
    ],
    ['key', `${privateKey()}\n`, /deploy\/key \(line 1/],
    ['env', 'DB_PASSWORD=hunter2go!\n', /password/],
  ])('leaves a skill out for what looks like a secret in %s', async (name, text, why) => {
    const { skills, problems } = await exported({ [name]: text });
    expect(skills).toEqual([]);
    expect(problems).toEqual([{ name: 'deploy', why: expect.stringMatching(why) }]);
    expect(problems.map(skillNotice).join()).not.toMatch(/ghp_|hunter2|PRIVATE/);
  });

  it('throws instead where secrets are refused', async () => {
    const failure = exported({ 'run.sh': `TOKEN=${SECRET}\n` }, 'refuse');
    await expect(failure).rejects.toMatchObject({ code: 'secret-in-workspace', exit: 4 });
    await expect(failure).rejects.toThrow('skills/deploy/run.sh (line 1: ');
    await expect(failure).rejects.not.toThrow('ghp_');
  });

  it.each([
    [
      'an expression of a program',
      'login.py',
      'password = bytes(memoryview(password))\ndef f(pwd=None): pass\n',
    ],
    ['a name of a variable', 'run.sh', 'curl -H "Authorization: Bearer $TOKEN"\n'],
    ['bytes that are no text', 'data', Buffer.concat([Buffer.from([0xff]), Buffer.from(SECRET)])],
  ])('takes %s for no secret', async (_title, name, content) => {
    expect((await exported({ [name]: content }, 'refuse')).skills).toHaveLength(1);
  });
});
