/** Unified diffs, read back by `patch` rules where that matters. */
import { applyPatch } from 'diff';
import { describe, expect, test } from 'vitest';
import { countLines, unifiedDiff } from '../../../../src/lib/base/formats/diff.ts';

const lines = (...all: string[]) => all.map((line) => `${line}\n`).join('');

test.each([
  [
    'a change',
    'a\nb\nc\n',
    'a\nB\nc\n',
    lines('--- a/f', '+++ b/f', '@@ -1,3 +1,3 @@', ' a', '-b', '+B', ' c'),
  ],
  ['a new file', undefined, 'a\n', lines('--- /dev/null', '+++ b/f', '@@ -0,0 +1 @@', '+a')],
  ['a removed file', 'a\n', undefined, lines('--- a/f', '+++ /dev/null', '@@ -1 +0,0 @@', '-a')],
  ['a new empty file', undefined, '', lines('--- /dev/null', '+++ b/f')],
  [
    'no final newline',
    'a',
    'a\n',
    lines('--- a/f', '+++ b/f', '@@ -1 +1 @@', '-a', '\\ No newline at end of file', '+a'),
  ],
  ['nothing', 'a\n', 'a\n', ''],
  ['bytes', Buffer.from('é\n'), Buffer.from('e\n'), lines('--- a/f', '+++ b/f', '@@ -1 +1 @@', '-é', '+e')],
  ['binary content', Buffer.from([0xff, 0xfe]), 'a\n', 'Binary files a/f and b/f differ\n'],
  ['a NUL', 'a\0\n', undefined, 'Binary files a/f and /dev/null differ\n'],
  ['the same binary content', Buffer.from([0xff]), Buffer.from([0xff]), ''],
])('%s', (_, before, after, expected) => {
  expect(unifiedDiff('f', before, after)).toBe(expected);
});

test('context and hunks', () => {
  const before = Array.from({ length: 30 }, (_, at) => `line ${at}\n`).join('');
  const after = before.replace('line 3\n', 'line three\n').replace('line 25\n', '');
  expect(unifiedDiff('f', before, after).match(/^@@.*$/gm)).toEqual(['@@ -1,7 +1,7 @@', '@@ -23,7 +23,6 @@']);
  expect(unifiedDiff('f', before, after, { context: 0 }).match(/^@@.*$/gm)).toEqual([
    '@@ -4 +4 @@',
    '@@ -26 +25,0 @@',
  ]);
  expect(applyPatch(before, unifiedDiff('f', before, after))).toBe(after);
  expect(countLines(before, after)).toEqual({ added: 1, removed: 2 });
});

test('line endings are lines of their own kind', () => {
  expect(countLines('a\nb\n', 'a\r\nb\n')).toEqual({ added: 1, removed: 1 });
  expect(countLines(undefined, 'a\nb')).toEqual({ added: 2, removed: 0 });
  expect(countLines(Buffer.from([0xff]), 'a')).toEqual({ added: 0, removed: 0 });
});

test('paths that would break the header are quoted, absolute ones keep one slash', () => {
  expect(unifiedDiff('/home/x y/f', 'a', undefined)).toContain('--- a/home/x y/f\n');
  expect(unifiedDiff('f\n+++ b/g', 'a', undefined)).toContain('--- "a/f\\n+++ b/g"\n');
});

describe('in colour', () => {
  test('signs have their colours', () => {
    expect(unifiedDiff('f', 'a\n', 'b\n', { color: true })).toContain(
      '\u001b[31m-a\u001b[0m\n\u001b[32m+b\u001b[0m\n',
    );
  });

  test('escape sequences and direction marks in the content do not reach the terminal', () => {
    const shown = unifiedDiff('f', '', '\u001b]0;title\u0007\u202Ex\ttab\n', { color: true });
    expect(shown).toContain('+\\x1b]0;title\\x07\\x202ex\ttab');
  });
});

test('very different large texts are shown as replaced', () => {
  const before = Array.from({ length: 20_000 }, (_, at) => `old ${at}\n`).join('');
  const after = Array.from({ length: 20_000 }, (_, at) => `new ${at}\n`).join('');
  expect(countLines(before, after)).toEqual({ added: 20_000, removed: 20_000 });
  expect(applyPatch(before, unifiedDiff('f', before, after))).toBe(after);
});
