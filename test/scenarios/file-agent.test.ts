/** The agent that is a Markdown file of the user's choice. */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeHome, read, treeOf } from '../support/home.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

const NOTES = '# Mine\n\nNo line break at the end';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

async function setUp(contents: Parameters<typeof makeHome>[0] = {}) {
  const home = makeHome({ '.codex': null, 'notes/team.md': NOTES, ...contents });
  const before = treeOf(home);
  await nerve.expect(0, home, 'init --yes');
  return { home, before };
}

function codeOf(stdout: string): string {
  return JSON.parse(stdout).error.code;
}

describe('nerve agents add generic', () => {
  it('writes the memory text into the named file, follows the workspace, and gives the file back', async () => {
    const { home, before } = await setUp();
    await nerve.expect(0, home, `agents add generic --path ${join(home, 'notes/team.md')}`);
    expect(read(home, 'notes/team.md')).toContain(NOTES);
    expect(read(home, 'notes/team.md')).toContain('# Memory for Markdown file');
    expect(read(home, 'notes/team.md')).not.toContain('session_context');
    expect(read(home, '.nerve/config.yaml')).toContain('path: ~/notes/team.md');
    expect(existsSync(join(home, '.nerve/secrets/agents/generic'))).toBe(false);
    writeFileSync(join(home, 'nerve-workspace/SOUL.md'), 'Be brief.\n');
    await nerve.expect(1, home, 'sync --check');
    await nerve.expect(0, home, 'sync');
    expect(read(home, 'notes/team.md')).toContain('Be brief.');
    await nerve.expect(0, home, 'doctor');
    const status = JSON.parse((await nerve.expect(0, home, 'agents status --json')).stdout).data.agents;
    expect(status.find(({ name }: { name: string }) => name === 'generic')).toMatchObject({
      configured: true,
      token: null,
      hub: null,
      files: [{ file: join(home, 'notes/team.md'), state: 'current' }],
    });
    writeFileSync(join(home, 'nerve-workspace/SOUL.md'), readFileSync(join(home, 'nerve-workspace/SOUL.md')));
    await nerve.expect(0, home, 'uninstall --yes');
    expect(read(home, 'notes/team.md')).toBe(NOTES);
    expect(Object.keys(treeOf(home)).filter((name) => !before[name])).toEqual([
      'nerve-workspace',
      'nerve-workspace/SOUL.md',
    ]);
  });

  it('moves to another file when another is named, also by hand', async () => {
    const { home, before } = await setUp({ 'notes/other.md': '# Other\n' });
    await nerve.expect(0, home, 'agents add generic --path ~/notes/team.md');
    await nerve.expect(0, home, 'agents add markdown --path ~/notes/other.md');
    expect(read(home, 'notes/team.md')).toBe(NOTES);
    expect(read(home, 'notes/other.md')).toContain('# Memory for Markdown file');
    const config = join(home, '.nerve/config.yaml');
    writeFileSync(config, readFileSync(config, 'utf8').replace('other.md', 'third.md'));
    await nerve.expect(0, home, 'sync');
    expect(read(home, 'notes/other.md')).toBe('# Other\n');
    expect(read(home, 'notes/third.md')).toContain('# Memory for Markdown file');
    await nerve.expect(0, home, 'agents remove generic');
    expect(existsSync(join(home, 'notes/third.md'))).toBe(false);
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });

  it.each([
    ['no path', '', 'path-needed', 2],
    ['a name that is no Markdown', '--path ~/.bashrc', 'bad-path', 2],
    ["a file in nerve's folder", '--path ~/.nerve/x.md', 'bad-path', 2],
    ['a file in the workspace', '--path ~/nerve-workspace/SOUL.md', 'bad-path', 2],
    ["another agent's memory", '--path ~/.codex/AGENTS.md', 'bad-path', 2],
    ['a link that leads elsewhere', '--path ~/notes/link.md', 'outside-allowlist', 4],
  ] as const)('refuses %s', async (_, options, code, exit) => {
    const { home } = await setUp();
    mkdirSync(join(home, 'private'));
    writeFileSync(join(home, 'private/keys.md'), 'keys\n');
    symlinkSync(join(home, 'private/keys.md'), join(home, 'notes/link.md'));
    const before = treeOf(home);
    const run = await nerve.expect(exit, home, `agents add generic --json ${options}`);
    expect(codeOf(run.stdout)).toBe(code);
    expect(treeOf(home)).toEqual(before);
  });

  it('takes no path for an agent that has places of its own', async () => {
    const { home } = await setUp();
    const run = await nerve.expect(2, home, 'agents add codex --path ~/notes/team.md --json');
    expect(codeOf(run.stdout)).toBe('path-not-taken');
  });

  it('refuses a relative path in the configuration', async () => {
    const { home } = await setUp();
    const config = join(home, '.nerve/config.yaml');
    writeFileSync(config, 'external_agents:\n  targets: [{ name: generic, path: notes/team.md }]\n');
    expect(codeOf((await nerve.expect(2, home, 'sync --json')).stdout)).toBe('invalid-config');
  });
});
