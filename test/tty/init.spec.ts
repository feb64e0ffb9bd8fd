/** `nerve init` in a real terminal: every question answered with keys, stopped, and taken up again. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { modeOf, put, read, timesOf, treeOf } from '../support/home.ts';
import { createNerve } from '../support/scenario.ts';
import { homeWithMemory, plainHome } from './support/homes.ts';
import { expectScreen, openTerminal, type Terminal } from './support/terminal.ts';

const ANSWERS = '.nerve/cache/init-answers.json';

const AGENTS = /Which agents\?[\s\S]*submit/;
const IMPORT = 'Import it?';
const PERMISSIONS = /do unasked\?[\s\S]*select/;
const NAME = 'Your name';
const TIMEZONE = 'Your time zone';
const WRITE = /Write these files\?[\s\S]*select/;
/** The end of the text of the change set, and the last question again. */
const TEXT = /\n\+# Remember[\s\S]*Write these files\?[\s\S]*select$/;

/** An escape sequence with a colour of the text; tmux itself writes others. */
const COLOR = new RegExp(`${String.fromCharCode(27)}\\[(?:\\d+;)*[39][0-7]m`);

/** Answers every question up to the last one. */
async function answerAll(terminal: Terminal): Promise<void> {
  await terminal.shows(AGENTS);
  terminal.press('Enter');
  await terminal.shows(PERMISSIONS);
  terminal.press('Enter');
  await terminal.shows(NAME);
  terminal.type('Ann');
  terminal.press('Enter');
  await terminal.shows(TIMEZONE);
  terminal.press('Enter');
  await terminal.shows(WRITE);
}

describe('a whole run', () => {
  test('arrows, space, typed text, the diff, and the same as a command line', async () => {
    const home = homeWithMemory();
    const before = read(home, '.claude/CLAUDE.md');
    const terminal = await openTerminal({ home, args: 'init' });
    await terminal.shows(AGENTS);
    await expectScreen(terminal, 'init-1-agents');
    // Codex off and on again, Claude Code untouched.
    terminal.press('Space');
    await terminal.shows('◯ Codex');
    terminal.press('Down', 'Up', 'Space');
    await terminal.shows('◉ Codex');
    terminal.press('Enter');
    await terminal.shows(IMPORT);
    await expectScreen(terminal, 'init-2-import');
    terminal.type('y');
    terminal.press('Enter');
    await terminal.shows(PERMISSIONS);
    await expectScreen(terminal, 'init-3-permissions');
    terminal.press('Down', 'Down', 'Enter');
    await terminal.shows('Really let them run everything?');
    await expectScreen(terminal, 'init-4-allow-all');
    terminal.press('Enter');
    await terminal.shows(/everything\? No[\s\S]*select/);
    terminal.press('Down', 'Enter');
    await terminal.shows(NAME);
    terminal.type("Ann O'Neill");
    terminal.press('Enter');
    await terminal.shows(TIMEZONE);
    terminal.type('Berlin');
    terminal.press('Enter');
    await terminal.shows('Give one like Europe/Berlin.');
    terminal.press('C-u');
    terminal.type('Europe/Berlin');
    terminal.press('Enter');
    await terminal.shows(WRITE);
    await expectScreen(terminal, 'init-5-write');
    terminal.press('Down', 'Enter');
    await terminal.shows(TEXT);
    expect(terminal.screen()).toContain('+Prefer pnpm.');
    terminal.press('Enter');
    expect(await terminal.ended()).toBe(0);
    await expectScreen(terminal, 'init-6-end');
    expect(existsSync(join(home, ANSWERS))).toBe(false);
    expect(read(home, '.claude/CLAUDE.md')).toBe(before);
    expect(read(home, 'nerve-workspace/USER.md')).toContain(
      "- Name: Ann O'Neill\n- Time zone: Europe/Berlin",
    );
    expect(read(home, '.codex/AGENTS.md')).toContain('Ask before you delete anything.');
    expect(read(home, '.claude/rules/nerve.md')).toContain('Prefer pnpm.');
    expect(read(home, '.claude/rules/nerve.md')).not.toContain('Ask before you delete anything.');

    const command = /nerve (init --yes [\s\S]*?)\n*exit=0/.exec(terminal.screen())?.[1]?.replaceAll('\n', '');
    const twin = homeWithMemory();
    const second = await openTerminal({ home: twin, args: command ?? '' });
    expect(await second.ended()).toBe(0);
    expect(treeOf(join(twin, 'nerve-workspace'))).toEqual(treeOf(join(home, 'nerve-workspace')));
    expect(read(twin, '.nerve/config.yaml')).toBe(read(home, '.nerve/config.yaml'));
    expect(read(twin, '.claude/rules/nerve.md')).toBe(read(home, '.claude/rules/nerve.md'));

    const nerve = await createNerve();
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(treeOf(homeWithMemory()));
  });

  test('again: the answers are there, and nothing changes', async () => {
    const home = plainHome();
    const first = await openTerminal({ home, args: 'init --permissions none --name Ann --timezone UTC' });
    await first.shows(AGENTS);
    first.press('Space', 'Enter');
    await first.shows(WRITE);
    first.press('Enter');
    expect(await first.ended()).toBe(0);
    const second = await openTerminal({ home, args: 'init' });
    await second.shows(AGENTS);
    expect(second.screen()).toContain('◯ Codex');
    second.press('Enter');
    await second.shows(PERMISSIONS);
    expect(second.screen()).toContain('❯ nothing new');
    const times = timesOf(join(home, '.claude'));
    second.press('Enter');
    expect(await second.ended()).toBe(0);
    await expectScreen(second, 'init-again');
    expect(timesOf(join(home, '.claude'))).toEqual(times);
    expect(existsSync(join(home, '.codex/config.toml'))).toBe(false);
  });

  test('"write nothing" leaves the home as it was', async () => {
    const home = plainHome();
    const before = treeOf(home);
    const terminal = await openTerminal({ home, args: 'init' });
    await answerAll(terminal);
    terminal.press('Up', 'Up', 'Down', 'Down', 'Enter');
    expect(await terminal.ended()).toBe(0);
    expect(terminal.screen()).toContain('Nothing was written.');
    expect(treeOf(home)).toEqual(before);
  });

  test('flags answer questions; with all of them only the last one is left', async () => {
    const home = homeWithMemory();
    const args = 'init --agents codex --no-import --permissions nerve --name Ann --timezone UTC';
    const terminal = await openTerminal({ home, args });
    await terminal.shows(WRITE);
    expect(terminal.screen()).not.toMatch(/Which agents|Import|Ctrl-C/);
    terminal.press('C-c');
    expect(await terminal.ended()).toBe(130);
    expect(existsSync(join(home, '.nerve'))).toBe(false);
  });
});

describe('Ctrl-C', () => {
  /** What is pressed to get to each question. */
  const steps: readonly (readonly [question: string, shown: string | RegExp, keys: readonly string[]])[] = [
    ['agents', AGENTS, []],
    ['import', IMPORT, ['Enter']],
    ['permissions', PERMISSIONS, ['Enter']],
    ['everything', 'Really let them run', ['Down', 'Down', 'Enter']],
    ['everything, then permissions again', /everything\? No[\s\S]*select/, ['Enter']],
    ['name', NAME, ['Up', 'Up', 'Enter']],
    ['time zone', TIMEZONE, ['Enter']],
    ['write', WRITE, ['Enter']],
    ['the text', TEXT, ['Down', 'Enter']],
  ];

  test.each(steps.map(([question], index) => [question, index] as const))('at %s', async (_, index) => {
    const home = homeWithMemory();
    const before = treeOf(home);
    const terminal = await openTerminal({ home, args: 'init' });
    for (const [, shown, keys] of steps.slice(0, index + 1)) {
      if (keys.length > 0) terminal.press(...keys);
      await terminal.shows(shown);
    }
    terminal.press('C-c');
    expect(await terminal.ended()).toBe(130);
    expect(terminal.screen()).toContain('Stopped; nothing was changed');
    if (index === 0) {
      expect(treeOf(home)).toEqual(before);
      await expectScreen(terminal, 'init-stopped-first');
      return;
    }
    expect(terminal.screen()).toContain('your answers are kept');
    const kept = { '.nerve': 'directory 700', '.nerve/cache': 'directory 700' };
    const { [ANSWERS]: answers, ...rest } = treeOf(home);
    expect(rest).toEqual({ ...before, ...kept });
    expect(answers).toMatch(/^file 600 /);
  });

  test('while agents are asked for their version', async () => {
    const home = plainHome();
    put(home, { 'bin/codex': '#!/bin/sh\ntouch "$HOME/asked"\nsleep 2\n' });
    const terminal = await openTerminal({ home, args: 'init' });
    await terminal.shows('Nothing is written before');
    await vi.waitFor(() => expect(existsSync(join(home, 'asked'))).toBe(true));
    terminal.press('C-c');
    expect(await terminal.ended()).toBe(130);
    expect(existsSync(join(home, '.nerve'))).toBe(false);
  });

  test('at the conflict question', async () => {
    const home = plainHome();
    const nerve = await createNerve();
    await nerve.expect(0, home, 'init --yes');
    const file = join(home, '.codex/AGENTS.md');
    writeFileSync(file, readFileSync(file, 'utf8').replace('nerve:begin -->', 'nerve:begin -->\nmine'));
    const before = treeOf(home);
    const terminal = await openTerminal({ home, args: 'init --agents codex --permissions nerve' });
    await terminal.shows('is not as nerve left it');
    terminal.press('C-c');
    expect(await terminal.ended()).toBe(130);
    expect(treeOf(home)).toEqual(before);
  });
});

describe('an interrupted wizard', () => {
  test('goes on where it stopped, and forgets the answers at its end', async () => {
    const home = plainHome();
    const first = await openTerminal({ home, args: 'init' });
    await first.shows(AGENTS);
    first.press('Down', 'Space', 'Enter');
    await first.shows(PERMISSIONS);
    first.press('Down', 'Enter');
    await first.shows(NAME);
    first.press('C-c');
    expect(await first.ended()).toBe(130);
    expect(modeOf(join(home, ANSWERS))).toBe('600');
    const second = await openTerminal({ home, args: 'init' });
    await second.shows('Go on where you stopped?');
    await expectScreen(second, 'init-resume');
    second.press('Enter');
    await second.shows(NAME);
    second.press('Enter');
    await second.shows(TIMEZONE);
    second.press('Enter');
    await second.shows(WRITE);
    second.press('Enter');
    expect(await second.ended()).toBe(0);
    expect(second.screen()).toContain('--agents codex --permissions none');
    expect(existsSync(join(home, ANSWERS))).toBe(false);
    expect(existsSync(join(home, '.claude/rules'))).toBe(false);
  });

  test('begins anew on request, and `uninstall` forgets it too', async () => {
    const home = plainHome();
    const before = treeOf(home);
    const first = await openTerminal({ home, args: 'init' });
    await first.shows(AGENTS);
    first.press('Enter');
    await first.shows(PERMISSIONS);
    first.press('C-c');
    await first.ended();
    const second = await openTerminal({ home, args: 'init' });
    await second.shows('Go on where you stopped?');
    second.type('n');
    second.press('Enter');
    await second.shows(AGENTS);
    expect(treeOf(home)).toEqual(before);
    second.press('Enter');
    await second.shows(PERMISSIONS);
    second.press('C-c');
    await second.ended();
    const nerve = await createNerve();
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });
});

describe('terminals', () => {
  test('40 columns', async () => {
    const home = homeWithMemory();
    const terminal = await openTerminal({ home, args: 'init', columns: 40, rows: 70 });
    await terminal.shows(AGENTS);
    await expectScreen(terminal, 'init-40-agents');
    terminal.press('Down', 'Space', 'Space', 'Enter');
    await terminal.shows(IMPORT);
    await expectScreen(terminal, 'init-40-import');
    terminal.press('Enter');
    await terminal.shows(PERMISSIONS);
    terminal.press('Enter');
    await terminal.shows(NAME);
    terminal.press('-', 'Enter');
    await terminal.shows(TIMEZONE);
    terminal.press('Enter');
    await terminal.shows(WRITE);
    await expectScreen(terminal, 'init-40-write');
    terminal.press('Enter');
    expect(await terminal.ended()).toBe(0);
    expect(read(home, 'nerve-workspace/USER.md')).not.toContain('Name:');
  });

  test.each([
    ['init', { NO_COLOR: '1' }],
    ['init --no-color', {}],
  ])('%s without colour, %o', async (args, env) => {
    const home = plainHome();
    const terminal = await openTerminal({ home, args, env });
    await answerAll(terminal);
    expect(terminal.painted()).not.toMatch(COLOR);
    terminal.press('C-c');
    expect(await terminal.ended()).toBe(130);
  });

  test('colour where nothing speaks against it', async () => {
    const terminal = await openTerminal({ home: plainHome(), args: 'init' });
    await terminal.shows(AGENTS);
    expect(terminal.painted()).toMatch(COLOR);
    terminal.press('C-c');
    await terminal.ended();
  });

  test('TERM=dumb: line by line', async () => {
    const home = homeWithMemory();
    const terminal = await openTerminal({ home, args: 'init', env: { TERM: 'dumb' } });
    await terminal.shows('Numbers, or Enter for those with x:');
    terminal.type('99');
    terminal.press('Enter');
    await terminal.shows('Give one or more numbers');
    terminal.type('2');
    terminal.press('Enter');
    await terminal.shows('Import it? (y/N)');
    terminal.press('Enter');
    await terminal.shows('Number, or Enter for the one with *:');
    terminal.type('2');
    terminal.press('Enter');
    await terminal.shows(NAME);
    terminal.type('-');
    terminal.press('Enter');
    await terminal.shows(TIMEZONE);
    terminal.press('Enter');
    await terminal.shows(/Write these files\?[\s\S]*with \*:/);
    expect(terminal.painted()).not.toContain('\u001B[');
    terminal.press('Enter');
    expect(await terminal.ended()).toBe(0);
    await expectScreen(terminal, 'init-dumb');
  });

  test('TERM=dumb: Ctrl-C and the end of the input stop', async () => {
    for (const key of ['C-c', 'C-d']) {
      const home = plainHome();
      const before = treeOf(home);
      const terminal = await openTerminal({ home, args: 'init', env: { TERM: 'dumb' } });
      await terminal.shows('Numbers, or Enter for those with x:');
      terminal.press(key);
      expect(await terminal.ended()).toBe(130);
      expect(terminal.screen()).toContain('Stopped; nothing was changed');
      expect(treeOf(home)).toEqual(before);
    }
  });

  test.each([
    ['init </dev/null', {}],
    ['init 2>/dev/null', {}],
    ['init', { CI: 'true' }],
    ['init --json', {}],
  ])('nobody to ask: %s %o', async (args, env) => {
    const home = plainHome();
    const before = treeOf(home);
    const terminal = await openTerminal({ home, args, env });
    expect(await terminal.ended()).toBe(3);
    if (!args.includes('2>')) expect(terminal.screen()).toContain('--yes');
    expect(treeOf(home)).toEqual(before);
  });
});
