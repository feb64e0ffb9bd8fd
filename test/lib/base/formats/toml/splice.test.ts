/** Splices in any order. */
import { expect, it } from 'vitest';
import { applySplices } from '../../../../../src/lib/base/formats/toml/splice.ts';

it('applies replacements, insertions and overlapping deletions by offset', () => {
  const splices = [
    { start: 8, end: 8, text: 'T', block: true },
    { start: 8, end: 8, text: 'k' },
    { start: 0, end: 1, text: 'A' },
    { start: 3, end: 6, text: '' },
    { start: 2, end: 4, text: '' },
  ];
  expect(applySplices('abcdefghij', splices)).toBe('AbghkTij');
});

it('keeps the order of insertions at one offset', () => {
  const splices = ['1', '2', '3'].map((text) => ({ start: 1, end: 1, text }));
  expect(applySplices('ab', splices)).toBe('a123b');
});
