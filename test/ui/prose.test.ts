import { expect, it } from 'vitest';
import { prose } from '../../src/ui/prose.ts';

it.each([
  ['\none\ntwo\n', 'one two'],
  ['a\nb\n\nc\nd', 'a b\n\nc d'],
  ['list:\n  one\n  two', 'list:\n  one\n  two'],
  ['a  \nb', 'a   b'],
  ['', ''],
])('%j', (text, expected) => {
  expect(prose(text)).toBe(expected);
});
