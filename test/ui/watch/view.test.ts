import { stripVTControlCharacters } from 'node:util';
import { Chalk } from 'chalk';
import { describe, expect, test } from 'vitest';
import type { WatchEvent } from '../../../src/lib/agents/sync/watch/events.ts';
import { PLAIN } from '../../../src/ui/style.ts';
import { EMPTY_VIEW, nextView, type ViewState } from '../../../src/ui/watch/state.ts';
import { viewLines } from '../../../src/ui/watch/view.ts';
import { widthOf } from '../../../src/ui/width.ts';
import { EVENTS, HOME } from './events.ts';

const NOW = 1000;

function after(...events: readonly WatchEvent[]): ViewState {
  return events.reduce((state, event) => nextView(state, event, NOW), EMPTY_VIEW);
}

function view(state: ViewState, columns = 80, rows = 24, now = NOW): string {
  return viewLines(state, {
    columns,
    rows,
    home: HOME,
    style: PLAIN,
    now,
  }).join('\n');
}

describe('the view', () => {
  test('before anything was told', () => {
    expect(view(EMPTY_VIEW)).toBe('nerve looks around …\n');
  });

  test('when all is well', () => {
    expect(view(after(EVENTS.ready, EVENTS.changed, EVENTS.made))).toMatchInlineSnapshot(`
      "nerve watches · pid 4711
        Codex        in step  2 files
        Claude Code  in step  1 file
      Last change 12:03:11
        ~/.codex/AGENTS.md  changed
        ~/.claude/rules/nerve.md  made
      Next scan in 14:50 · Ctrl-C stops"
    `);
  });

  test('when something needs a person', () => {
    const state = after(
      EVENTS.ready,
      EVENTS.conflict,
      EVENTS.refused,
      EVENTS.error,
      EVENTS.notice,
      EVENTS.state,
    );
    expect(view(state)).toMatchInlineSnapshot(`
      "nerve watches · pid 4711
        Codex        decide   2 files
        Claude Code  paused   1 file
      ! ~/.codex/AGENTS.md
        memory bundle: you changed what nerve wrote
      ! ~/.codex/config.toml
        line 3: a value is missing
      ! nerve is not set up
        → nerve init
        → nerve sync --diff
      a token looked like a secret and was masked
      Next scan in 14:50 · Ctrl-C stops"
    `);
  });

  test('in 40 columns', () => {
    const file = `${HOME}/a/very/long/path/to/some/agent/config.toml`;
    const state = after(EVENTS.ready, { ...EVENTS.changed, file }, EVENTS.conflict, EVENTS.notice);
    expect(view(state, 40)).toMatchInlineSnapshot(`
      "nerve watches · pid 4711
        Codex        in step  2 files
        Claude Code  in step  1 file
      Last change 12:03:11
        …h/to/some/agent/config.toml  changed
      ! ~/.codex/AGENTS.md
        memory bundle: you changed what nerv…
        → nerve sync --diff
      a token looked like a secret and was m…
      Next scan in 14:50 · Ctrl-C stops"
    `);
  });

  test('says when it is over', () => {
    expect(view(after(EVENTS.ready, EVENTS.stopped)).split('\n').at(-1)).toBe('Stopped');
  });

  test('forgets what is settled', () => {
    const told = [EVENTS.ready, EVENTS.conflict, EVENTS.refused, EVENTS.error] as const;
    const settled = [EVENTS.noConflict, EVENTS.noRefusal, EVENTS.noError] as const;
    expect(after(...told, ...settled).troubles).toEqual([]);
    expect(after(...told, EVENTS.noRefusal).troubles.map((trouble) => trouble.event)).toEqual([
      'conflict',
      'error',
    ]);
  });

  test('lists the files of the last round only, and not too many', () => {
    const later = new Date(Date.parse(EVENTS.changed.at) + 5000).toISOString();
    const many = Array.from({ length: 8 }, (_, at) => ({
      ...EVENTS.changed,
      at: later,
      file: `/f/${at}`,
    }));
    const lines = view(after(EVENTS.ready, EVENTS.changed, ...many)).split('\n');
    expect(lines.filter((line) => line.includes('/f/'))).toHaveLength(5);
    expect(lines).toContain('  and 3 more');
    expect(lines.join()).not.toContain('AGENTS.md');
  });

  test('counts down in steps of ten seconds, and never below nothing', () => {
    const state = after(EVENTS.ready);
    const foot = (seconds: number) =>
      view(state, 80, 24, NOW + seconds * 1000)
        .split('\n')
        .at(-1);
    expect([0, 1, 9.9, 10.1, 889, 5000].map(foot).map((line) => line?.slice(13, 18))).toEqual([
      '14:50',
      '14:50',
      '14:50',
      '14:40',
      '00:10',
      '00:00',
    ]);
  });
});

describe('whatever the terminal', () => {
  const style = new Chalk({ level: 1 });
  const wide = {
    ...EVENTS.changed,
    file: `${HOME}/漢字漢字漢字漢字漢字漢字漢字漢字漢字/🙂🙂🙂🙂🙂🙂🙂.md`,
  };
  const evil = {
    ...EVENTS.error,
    message: '\u001B[2J\r\n\u0007 evil '.repeat(20),
  };
  const state = after(EVENTS.ready, EVENTS.state, wide, EVENTS.conflict, EVENTS.refused, evil, EVENTS.notice);

  test.each([
    [200, 50],
    [80, 24],
    [40, 24],
    [40, 6],
    [20, 3],
    [11, 2],
  ])('%d × %d is never exceeded', (columns, rows) => {
    const lines = viewLines(state, {
      columns,
      rows,
      home: HOME,
      style,
      now: NOW,
    });
    expect(lines.length).toBeLessThan(rows);
    for (const line of lines) expect(widthOf(stripVTControlCharacters(line))).toBeLessThan(columns);
    for (const bad of ['\r', '\n', '\u0007', '\u001B[2J']) expect(lines.join('')).not.toContain(bad);
  });

  test('without colour there is no escape at all', () => {
    expect(view(state)).not.toContain('\u001B');
  });
});
