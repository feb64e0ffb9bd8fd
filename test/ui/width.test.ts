import { describe, expect, test } from 'vitest';
import { clean, cutEnd, cutStart, widthOf } from '../../src/ui/width.ts';

test.each([
  ['', 0],
  ['plain', 5],
  ['né', 2],
  ['ne\u0301', 2],
  ['漢字', 4],
  ['한', 2],
  ['🙂', 2],
  ['→ · …', 5],
])('%j takes %d columns', (text, width) => {
  expect(widthOf(text)).toBe(width);
});

describe('cutting', () => {
  test.each([
    ['short', 10, 'short', 'short'],
    ['exactly10!', 10, 'exactly10!', 'exactly10!'],
    ['more than ten', 10, 'more than…', '…e than ten'.slice(-10)],
    ['漢字漢字', 5, '漢字…', '…漢字'],
    ['漢字漢字', 4, '漢…', '…字'],
    ['x', 0, '', ''],
  ])('%j to %d columns', (text, columns, end, start) => {
    expect(cutEnd(text, columns)).toBe(end);
    expect(widthOf(cutStart(text, columns))).toBeLessThanOrEqual(columns);
    expect(cutStart(text, columns).slice(1)).toBe(start.slice(1));
  });
});

test('what would steer a terminal is a question mark', () => {
  expect(clean('a\u001B[31mb\u0007\u202Ec\u00A0\td\n\ne')).toBe('a?[31mb??c d e');
  expect(clean('👩\u200D💻')).toBe('👩\u200D💻');
});
