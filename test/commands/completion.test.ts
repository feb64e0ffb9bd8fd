import { describe, expect, it } from 'vitest';
import { AGENTS } from '../../src/lib/agents/registry/registry.ts';
import { SHELLS } from '../../src/ui/completion/scripts.ts';
import { makeHome, treeOf } from '../support/home.ts';
import { createNerve } from '../support/scenario.ts';
import { shells } from '../ui/completion/shells.ts';

const nerve = await createNerve();
const agents = AGENTS.map(({ name }) => name).sort();

it.each(SHELLS)('prints a script for %s and writes nothing', async (shell) => {
  const home = makeHome();
  const before = treeOf(home);
  const { stdout, stderr } = await nerve.expect(0, home, `completion ${shell}`);
  expect(stdout).toContain('nerve');
  expect(stderr).toBe('');
  expect(treeOf(home)).toEqual(before);
});

it('refuses other shells', async () => {
  expect((await nerve.expect(2, makeHome(), 'completion tcsh')).stderr).toContain('bash');
});

describe.each(shells)('the script in $name', ({ name, complete }) => {
  it('knows agents, settings and topics', async () => {
    const { stdout } = await nerve.expect(0, makeHome(), `completion ${name}`);
    const [add, key, topic, conflict] = complete(stdout, [
      'nerve agents remove ',
      'nerve config get hub',
      'nerve conf',
      'nerve sync --conflict ',
    ]);
    expect(add).toEqual(agents);
    expect(key).toEqual(['hub.requests_per_second', 'hub.url']);
    expect(topic).toEqual(['config']);
    expect(conflict).toEqual(['ask', 'backup', 'merge', 'skip']);
  });
});
