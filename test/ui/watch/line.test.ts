import { Chalk } from 'chalk';
import { expect, test } from 'vitest';
import { PLAIN } from '../../../src/ui/style.ts';
import { lineOf } from '../../../src/ui/watch/line.ts';
import { EVENTS, HOME } from './events.ts';

const plain = { stdout: PLAIN, stderr: PLAIN };

test.each([
  ['ready', 'stderr', 'nerve watches, pid 4711  2 agents, 3 files  next scan in 14:50'],
  ['changed', 'stdout', 'Codex  ~/.codex/AGENTS.md  changed'],
  ['made', 'stdout', 'Claude Code  ~/.claude/rules/nerve.md  made'],
  ['conflict', 'stdout', 'Codex  ~/.codex/AGENTS.md  decide  memory bundle: you changed what nerve wrote'],
  ['refused', 'stdout', 'Codex  ~/.codex/config.toml  refused  line 3: a value is missing'],
  ['noConflict', 'stdout', 'Codex  ~/.codex/AGENTS.md  settled'],
  ['noRefusal', 'stdout', 'Codex  ~/.codex/config.toml  settled'],
  ['noError', 'stdout', 'nerve  settled  nerve is not set up'],
  ['error', 'stderr', 'error nerve is not set up  → nerve init'],
  ['notice', 'stderr', 'notice a token looked like a secret and was masked'],
  ['stopped', 'stderr', 'stopped'],
] as const)('%s is one line on %s', (name, to, text) => {
  expect(lineOf(EVENTS[name], HOME, plain)).toEqual({
    to,
    text: `12:03:11 ${text}`,
  });
});

test('scans and states say nothing', () => {
  expect(lineOf(EVENTS.scan, HOME, plain)).toBeUndefined();
  expect(lineOf(EVENTS.state, HOME, plain)).toBeUndefined();
});

test('each stream has its own colours', () => {
  const style = new Chalk({ level: 1 });
  const styles = { stdout: style, stderr: PLAIN };
  expect(lineOf(EVENTS.changed, HOME, styles)?.text).toContain('\u001B[32mchanged');
  expect(lineOf(EVENTS.error, HOME, styles)?.text).not.toContain('\u001B');
});

test('what a file is called cannot steer the terminal or break the line', () => {
  const file = `${HOME}/.codex/\u001B[2Jx\ny\u202E.md`;
  const text = lineOf({ ...EVENTS.changed, file }, HOME, plain)?.text;
  expect(text).toBe('12:03:11 Codex  ~/.codex/?[2Jx y?.md  changed');
});
