import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolvePath } from '../../../../src/lib/base/system/resolve.ts';
import { tempDir } from '../../../support/temp.ts';
import { codeOf } from './helpers.ts';

function tree() {
  const base = tempDir();
  mkdirSync(join(base, 'd/e'), { recursive: true });
  writeFileSync(join(base, 'd/file'), '');
  symlinkSync('d', join(base, 'to-d'));
  symlinkSync('d/e', join(base, 'to-e'));
  symlinkSync('to-e/../new', join(base, 'dangling-up'));
  symlinkSync(join(base, 'gone/x'), join(base, 'dangling'));
  symlinkSync('loop-b', join(base, 'loop-a'));
  symlinkSync('loop-a', join(base, 'loop-b'));
  return base;
}

test.each([
  ['d/file', 'd/file'],
  ['to-d/file', 'd/file'],
  ['to-d/not/there', 'd/not/there'],
  ['dangling', 'gone/x'],
  ['dangling/below', 'gone/x/below'],
  ['dangling-up', 'd/new'],
  ['to-e/../file', 'd/file'],
  ['to-e/../not', 'd/not'],
  ['d/file/below', 'd/file/below'],
  ['d/./e/', 'd/e'],
  ['not/./there/../here', 'not/here'],
])('%s leads to %s', (path, real) => {
  const base = tree();
  expect(resolvePath(`${base}/${path}`)).toBe(join(base, real));
});

test('loops, NUL and relative paths', () => {
  const base = tree();
  expect(codeOf(() => resolvePath(join(base, 'loop-a')))).toBe('link-loop');
  expect(codeOf(() => resolvePath(join(base, 'loop-a/below')))).toBe('link-loop');
  expect(codeOf(() => resolvePath('/a\0b'))).toBe('bad-path');
  expect(codeOf(() => resolvePath('a/b'))).toBe('relative-path');
});
