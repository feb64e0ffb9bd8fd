import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeHome } from '../support/home.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

const BAD_VALUE = `# Mine.
workspace: "~"
external_agents:
  conflict_policy: nope # think first
`;

function homeWith(text: string): string {
  return makeHome({ '.nerve/config.yaml': text });
}

describe('config commands over settings that do not fit', () => {
  it('list and get show what counts instead, and warn', async () => {
    const home = homeWith(BAD_VALUE);
    const { stdout, stderr } = await nerve.expect(0, home, 'config list');
    expect(stdout).toMatch(/external_agents\.conflict_policy +ask/);
    expect(stderr).toContain('"nope", expected one of ask, backup, skip, merge');
    expect(stderr).toContain('contains the home folder');
    const got = await nerve.expect(0, home, 'config get external_agents.conflict_policy');
    expect(got.stdout).toBe('ask\n');
  });

  it('set and unset mend them', async () => {
    const home = homeWith(BAD_VALUE);
    await nerve.expect(2, home, 'sync --check');
    await nerve.expect(0, home, 'config set external_agents.conflict_policy skip');
    await nerve.expect(0, home, 'config unset workspace');
    expect(readFileSync(join(home, '.nerve/config.yaml'), 'utf8')).toBe(
      '# Mine.\nexternal_agents:\n  conflict_policy: skip # think first\n',
    );
    expect((await nerve.expect(0, home, 'config list')).stderr).toBe('');
  });
});

describe('config commands over a file that cannot be read', () => {
  const homes: Record<string, () => string> = {
    'no YAML': () => homeWith('a: [\n'),
    'a folder': () => {
      const home = homeWith('');
      rmSync(join(home, '.nerve/config.yaml'));
      mkdirSync(join(home, '.nerve/config.yaml'));
      return home;
    },
  };

  it.each(Object.entries(homes))('%s: the path, the defaults and a warning', async (_, make) => {
    const home = make();
    const path = await nerve.expect(0, home, 'config path');
    expect(path.stdout).toBe(`${join(home, '.nerve/config.yaml')}\n`);
    for (const args of ['config list', 'config list --origin', 'config get workspace']) {
      const { stdout, stderr } = await nerve.expect(0, home, args);
      expect(stdout).toContain('nerve-workspace');
      expect(stderr).toMatch(/^warning /);
    }
  });

  it('set says that the file has to be mended first, and leaves it alone', async () => {
    const home = homeWith('a: [\n');
    const { stderr } = await nerve.expect(2, home, 'config set external_agents.conflict_policy skip');
    expect(stderr).toContain('not valid YAML');
    expect(readFileSync(join(home, '.nerve/config.yaml'), 'utf8')).toBe('a: [\n');
  });

  it('other commands still refuse', async () => {
    const home = homeWith('a: [\n');
    writeFileSync(join(home, 'x'), '');
    await nerve.expect(2, home, 'agents list');
  });
});
