import { describe, expect, it } from 'vitest';
import { estimateTokens } from '../../../../src/lib/base/kernel/tokens.ts';

describe('estimateTokens', () => {
  it.each([
    ['nothing', '', 0],
    ['prose: four characters to a token', 'The quick brown fox jumps over the lazy dog.', 11],
    ['JSON: three characters to a token', '{"name":"ada","tags":["x","y"]}', 11],
    ['Japanese: one character to a token', '日本語のテキスト', 8],
    ['rounded up', 'a', 1],
  ])('%s', (_, text, tokens) => {
    expect(estimateTokens(text)).toBe(tokens);
  });

  it('looks at the beginning only to tell prose from data', () => {
    expect(estimateTokens(`${'word '.repeat(2000)}${'{"a":1}'.repeat(10)}`)).toBe(
      Math.ceil((10_000 + 70) / 4),
    );
  });
});
