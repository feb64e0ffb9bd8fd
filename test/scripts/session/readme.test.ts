import { expect, test } from 'vitest';
import { blockIn, withBlock } from '../../../scripts/session/readme.ts';

const readme = 'a\n<!-- session:begin -->\nold $& text\n<!-- session:end -->\nb\n';

test('only what stands between the markers is replaced, whatever it holds', () => {
  expect(blockIn(readme)).toBe('old $& text');
  expect(withBlock(readme, 'new $& $1')).toBe(readme.replace('old $& text', () => 'new $& $1'));
});

test('without markers nothing is guessed', () => {
  expect(() => blockIn('a\n<!-- session:begin -->\nb')).toThrow('no block');
});
