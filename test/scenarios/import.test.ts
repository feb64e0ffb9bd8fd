/** `nerve init --import`: agents' own memory files in the workspace, undone without a trace. */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { age, copyHome, makeHome, modeOf, put, read, timesOf, treeOf } from '../support/home.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

const MEMORY = {
  '.codex/AGENTS.md': '# Rules\n\n- Use tabs.\n- Code is in /home/ann/src.\n',
  '.claude/CLAUDE.md': '- Use tabs.\n- Ask first.\n- token: ghp_abcdefghijklmnopqrstuvwxyz0123456789\n',
};
const AGENTS = 'nerve-workspace/AGENTS.md';
const LOCAL = 'nerve-workspace/AGENTS.local.md';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

describe('a new workspace', () => {
  test('holds the texts; each agent gets those of the others; uninstall leaves no trace', async () => {
    const home = makeHome(MEMORY);
    const before = treeOf(home);
    await nerve.expect(0, home, 'init --yes --import');
    expect(read(home, AGENTS)).toContain('## Imported from Codex\n\n### Rules\n\n- Use tabs.\n<!--');
    expect(read(home, LOCAL)).toContain('- Code is in /home/ann/src.');
    expect(read(home, '.codex/AGENTS.md')).toContain('- Ask first.');
    expect(read(home, '.codex/AGENTS.md').match(/Use tabs/g)).toHaveLength(1);
    expect(read(home, '.claude/rules/nerve.md')).toContain('- Code is in /home/ann/src.');
    expect(read(home, '.claude/rules/nerve.md')).not.toContain('Ask first');
    expect(read(home, '.claude/CLAUDE.md')).toBe(MEMORY['.claude/CLAUDE.md']);
    for (const file of [AGENTS, LOCAL, '.codex/AGENTS.md', '.claude/rules/nerve.md']) {
      expect(read(home, file)).not.toContain('ghp_');
    }
    await nerve.expect(0, home, 'sync --check');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });

  test('a second run changes nothing, also once the texts have changed', async () => {
    const home = makeHome(MEMORY);
    await nerve.expect(0, home, 'init --yes --import');
    age(join(home, 'nerve-workspace'));
    const times = timesOf(join(home, 'nerve-workspace'));
    const again = await nerve.expect(0, home, 'init --yes --import');
    expect(again.stdout).toContain('Nothing to change.');
    put(home, { '.claude/CLAUDE.md': 'Something else.\n' });
    await nerve.expect(0, home, 'init --yes --import');
    expect(timesOf(join(home, 'nerve-workspace'))).toEqual(times);
  });

  test.each([
    ['without the flag', 'init --yes', {}],
    ['--no-import', 'init --yes --no-import', { NERVE_IMPORT: '1' }],
    ['NERVE_IMPORT=0', 'init --yes', { NERVE_IMPORT: '0' }],
  ])('%s: no import', async (_, args, env) => {
    const home = makeHome(MEMORY);
    await nerve.expect(0, home, args, { env });
    expect(read(home, AGENTS)).not.toContain('Imported');
  });

  test('NERVE_IMPORT=1, and a look before', async () => {
    const home = makeHome(MEMORY);
    const before = treeOf(home);
    const look = await nerve.expect(0, home, 'init --diff', { env: { NERVE_IMPORT: '1' } });
    expect(look.stdout).toContain('+- Ask first.');
    expect(look.stdout).not.toContain('ghp_');
    expect(treeOf(home)).toEqual(before);
  });
});

describe('a workspace that is there', () => {
  test('as nerve made it: it gets the sections, and uninstall leaves no trace', async () => {
    const home = makeHome(MEMORY);
    const before = treeOf(home);
    await nerve.expect(0, home, 'init --yes');
    await nerve.expect(0, home, 'init --yes --import');
    expect(read(home, AGENTS)).toContain('- Ask first.');
    expect(read(home, '.codex/AGENTS.md')).toContain('- Ask first.');
    await nerve.expect(0, home, 'sync --check');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });

  test("the user's own: every byte of it stays, and so does the file", async () => {
    const own = { bytes: '# Mine\r\n\r\nNo line ending', mode: 0o640 };
    const home = makeHome({ ...MEMORY, [AGENTS]: own });
    await nerve.expect(0, home, 'init --yes --import');
    expect(read(home, AGENTS).startsWith(own.bytes)).toBe(true);
    expect(modeOf(join(home, AGENTS))).toBe('640');
    expect(read(home, AGENTS)).toContain('- Ask first.');
    const text = read(home, AGENTS);
    await nerve.expect(0, home, 'uninstall --yes');
    expect(read(home, AGENTS)).toBe(text);
  });

  test('edited after the import: it is the user’s and stays', async () => {
    const home = makeHome(MEMORY);
    await nerve.expect(0, home, 'init --yes');
    await nerve.expect(0, home, 'init --yes --import');
    put(home, { [AGENTS]: `${read(home, AGENTS)}\n- My line.\n` });
    await nerve.expect(0, home, 'uninstall --yes');
    expect(read(home, AGENTS)).toContain('- My line.');
  });

  test('that would swallow the text is refused, and nothing is written', async () => {
    const home = makeHome({ ...MEMORY, [AGENTS]: 'See:\n\n```\nopen\n' });
    const before = treeOf(copyHome(home));
    const { stderr } = await nerve.expect(4, home, 'init --yes --import');
    expect(stderr).toContain('ends inside a code block');
    expect(treeOf(home)).toEqual(before);
  });
});
