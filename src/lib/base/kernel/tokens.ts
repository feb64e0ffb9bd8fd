/** A cheap estimate of how many tokens a model will count for a text. */

/** Characters looked at to decide between prose and data. */
const SAMPLE = 4096;
/** Above this share of brackets, quotes and colons a text is counted like JSON. */
const DATA_SHARE = 0.12;
const CHARS_PER_TOKEN = { prose: 4, data: 3 } as const;

/**
 * Tokens of `text`, rounded up. Four characters to a token in prose, three in JSON and the like (measured on real
 * transcripts: 7 % off on prose, and 26 % off on JSON with the divisor of prose); one character of Chinese,
 * Japanese or Korean to a token.
 */
export function estimateTokens(text: string): number {
  const wide = countWide(text);
  const perToken = looksLikeData(text) ? CHARS_PER_TOKEN.data : CHARS_PER_TOKEN.prose;
  return Math.ceil(wide + (text.length - wide) / perToken);
}

function looksLikeData(text: string): boolean {
  const sample = text.slice(0, SAMPLE);
  const marks = sample.match(/[{}[\]":,=]/g)?.length ?? 0;
  return marks > sample.length * DATA_SHARE;
}

function countWide(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if ((code >= 0x2e80 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7af)) count++;
  }
  return count;
}
