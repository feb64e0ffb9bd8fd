/** Links, hard links and `..` that lead out of what nerve may change: exit 4, nothing written outside. */
import { linkSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Content, makeHome, put, treeOf } from '../support/home.ts';
import { countSteps, killPoints, PRELOAD, rewindable } from '../support/kill.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';
import { tempDir } from '../support/temp.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

describe('refuses a link out of the agent’s folder', () => {
  it.each<[string, Record<string, Content>]>([
    [
      'a file of the user’s dotfiles',
      {
        dotfiles: null,
        'dotfiles/config.toml': 'a = 1\n',
        '.codex/config.toml': { link: '../dotfiles/config.toml' },
      },
    ],
    ['an absolute one', { 'dotfiles/x.md': 'Mine.\n', '.codex/AGENTS.md': { link: 'HOME/dotfiles/x.md' } }],
    ['one that leads nowhere yet', { dotfiles: null, '.codex/AGENTS.md': { link: '../dotfiles/later.md' } }],
    [
      'by way of another link',
      { dotfiles: null, '.codex/a': { link: '../dotfiles' }, '.codex/AGENTS.md': { link: 'a/AGENTS.md' } },
    ],
    [
      'the state file',
      { 'dotfiles/c.json': '{}', '.claude': null, '.claude.json': { link: 'dotfiles/c.json' } },
    ],
    ['a folder', { 'dotfiles/rules/x.md': 'x', '.claude/rules': { link: '../dotfiles/rules' } }],
    ['a loop', { '.codex/config.toml': { link: 'b' }, '.codex/b': { link: 'config.toml' } }],
  ])('%s', async (_title, contents) => {
    const home = makeHome({ '.codex/prompts': null });
    const there = Object.entries(contents).map(([name, content]) => {
      const isLink = typeof content === 'object' && content !== null && 'link' in content;
      return [name, isLink ? { link: content.link.replace('HOME', home) } : content];
    });
    put(home, Object.fromEntries(there));
    const before = treeOf(home);
    const run = await nerve.expect(4, home, 'init --yes');
    expect(run.stderr).toMatch(/outside of what nerve may change|loop of links/);
    expect(treeOf(home)).toEqual(before);
  });

  it('and writes the others if asked to keep going', async () => {
    const home = makeHome({
      'dotfiles/config.toml': 'a = 1\n',
      '.codex/config.toml': { link: '../dotfiles/config.toml' },
      '.claude': null,
    });
    const before = treeOf(home);
    await nerve.expect(4, home, 'init --yes --keep-going');
    expect(treeOf(home)['.claude/rules/nerve.md']).toBeDefined();
    expect(treeOf(home)['dotfiles/config.toml']).toBe(before['dotfiles/config.toml']);
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });
});

it('refuses a file with two names', async () => {
  const home = makeHome({ '.codex/config.toml': 'a = 1\n' });
  linkSync(join(home, '.codex/config.toml'), join(home, 'other-name'));
  const before = treeOf(home);
  const run = await nerve.expect(4, home, 'init --yes');
  expect(run.stderr).toContain('hard links');
  expect(treeOf(home)).toEqual(before);
});

describe('takes a folder by where it really is', () => {
  it.each(['.codex/..', '.codex/../..', '/'])('CODEX_HOME=%s is refused', async (folder) => {
    const home = makeHome({ '.codex': null });
    const before = treeOf(home);
    const path = folder.startsWith('/') ? folder : `${home}/${folder}`;
    await nerve.expect(4, home, 'init --yes', { env: { CODEX_HOME: path } });
    expect(treeOf(home)).toEqual(before);
  });

  it('.. that leads back is fine', async () => {
    const home = makeHome({ '.codex/config.toml': 'a = 1\n', other: null });
    const before = treeOf(home);
    const env = { CODEX_HOME: `${home}/other/../.codex` };
    await nerve.expect(0, home, 'init --yes', { env });
    expect(treeOf(home)['.codex/config.toml']).not.toBe(before['.codex/config.toml']);
    await nerve.expect(0, home, 'uninstall --yes', { env });
    expect(treeOf(home)).toEqual(before);
  });
});

it('writes nothing outside when a folder is swapped for a link at any moment', {
  timeout: 120_000,
}, async () => {
  const home = makeHome({ '.codex/config.toml': 'a = 1\n', '.codex/AGENTS.md': '# Mine\n' });
  const outside = tempDir();
  writeFileSync(join(outside, 'config.toml'), 'theirs = 1\n');
  writeFileSync(join(outside, 'AGENTS.md'), '# Theirs\n');
  const untouched = treeOf(outside);
  const place = rewindable(home);
  const steps = await countSteps(nerve, home, 'init --yes');
  const codes = new Set<number | null>();
  for (const step of killPoints(steps, 14)) {
    place.rewind();
    const env = { SWAP_AT: String(step), SWAP: `${home}/.codex:${outside}` };
    const run = await nerve(home, 'init --yes', { preload: PRELOAD, env });
    expect([0, 4, 5], `${step}: ${run.stderr}`).toContain(run.code);
    expect(treeOf(outside), `step ${step}`).toEqual(untouched);
    codes.add(run.code);
  }
  expect(codes).toContain(4);
});

it('gives back a folder that became a link to where it was moved', async () => {
  const home = makeHome({ '.codex/config.toml': 'a = 1\n' });
  await nerve.expect(0, home, 'init --yes');
  renameSync(join(home, '.codex'), join(home, 'codex-moved'));
  symlinkSync('codex-moved', join(home, '.codex'));
  await nerve.expect(0, home, 'sync --check');
  await nerve.expect(0, home, 'uninstall --yes');
  expect(treeOf(home)).toEqual({
    '.': 'directory 700',
    '.codex': 'link codex-moved',
    'codex-moved': 'directory 755',
    'codex-moved/config.toml': treeOf(makeHome({ x: 'a = 1\n' })).x,
  });
});
