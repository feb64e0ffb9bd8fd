/** Facts about text. */
import { expect, test } from 'vitest';
import {
  applyEdits,
  dominantEol,
  lineColumn,
  lineIndent,
  splitBom,
  splitLines,
  withEol,
} from '../../../../src/lib/base/formats/text.ts';

test('BOM', () => {
  expect(splitBom('\uFEFFa')).toEqual({ bom: '\uFEFF', body: 'a' });
  expect(splitBom('a\uFEFF')).toEqual({ bom: '', body: 'a\uFEFF' });
});

test.each([
  ['', '\n'],
  ['a\r', '\n'],
  ['a\r\nb', '\r\n'],
  ['a\r\nb\n', '\n'],
  ['a\r\nb\r\nc\n', '\r\n'],
  ['\n', '\n'],
])('dominantEol of %j is %j', (text, eol) => {
  expect(dominantEol(text)).toBe(eol);
});

test('lines', () => {
  expect(splitLines('a\r\n\nb')).toEqual(['a\r\n', '\n', 'b']);
  expect(splitLines('')).toEqual([]);
  expect(withEol('a\r\nb\nc', '\r\n')).toBe('a\r\nb\r\nc');
  expect(lineIndent('a\n\t x', 4)).toBe('\t ');
});

test.each([
  ['ab', 1, 1, 2],
  ['a\nb', 2, 2, 1],
  ['a\r\nb', 3, 2, 1],
  ['a\r\nb', 2, 1, 3],
  ['a\rb', 2, 2, 1],
  ['a', 99, 1, 2],
  ['a', -1, 1, 1],
])('lineColumn of %j at %i', (text, offset, line, column) => {
  expect(lineColumn(text, offset)).toEqual({ line, column });
});

test('edits are applied in the order of their offsets; equal ones in the order given', () => {
  const edits = [
    { start: 3, end: 4, text: 'X' },
    { start: 1, end: 1, text: '1' },
    { start: 1, end: 1, text: '2' },
  ];
  expect(applyEdits('abcd', edits)).toBe('a12bcX');
});
