/**
 * Stand-ins for very long strings. toml-eslint-parser spreads the characters of a string into one call and so
 * overflows the stack; since only offsets are wanted from it, it gets an empty string of the same length instead.
 */

const LONG = 16_384;
const OPENER = /[#"']/g;

export interface Masked {
  readonly text: string;
  /** Offset of an escape that TOML 1.0 does not know (`\e`, `\x41`) in a string that was masked. */
  readonly badEscape: number | undefined;
}

/** `text` must be valid TOML; offsets in the result are the same as in `text`. */
export function maskLongStrings(text: string): Masked {
  if (text.length < LONG) return { text, badEscape: undefined };
  const parts: string[] = [];
  let badEscape: number | undefined;
  let copied = 0;
  for (let at = nextOpener(text, 0); at !== -1; ) {
    const end = text[at] === '#' ? endOfComment(text, at) : endOfString(text, at);
    if (text[at] !== '#' && end - at >= LONG) {
      if (text[at] === '"') badEscape ??= findNewEscape(text, at, end);
      // A backslash at the end of a line swallows all white space up to the closing quotes.
      parts.push(text.slice(copied, at), '"""\\\n', ' '.repeat(end - at - 8), '"""');
      copied = end;
    }
    at = nextOpener(text, end);
  }
  parts.push(text.slice(copied));
  return { text: parts.join(''), badEscape };
}

function nextOpener(text: string, from: number): number {
  OPENER.lastIndex = from;
  return OPENER.exec(text)?.index ?? -1;
}

function endOfComment(text: string, start: number): number {
  const newline = text.indexOf('\n', start);
  return newline === -1 ? text.length : newline;
}

function endOfString(text: string, start: number): number {
  const quote = text.charAt(start);
  const triple = text.startsWith(quote.repeat(3), start);
  const closer = triple ? quote.repeat(3) : quote;
  let at = text.indexOf(closer, start + closer.length);
  while (at !== -1 && quote === '"' && isEscaped(text, at)) at = text.indexOf(closer, at + 1);
  if (at === -1) return text.length;
  let end = at + closer.length;
  // Up to two quotes directly before the closing three belong to the string.
  for (let extra = 0; triple && extra < 2 && text[end] === quote; extra += 1) end += 1;
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

function findNewEscape(text: string, start: number, end: number): number | undefined {
  const pattern = /\\[\s\S]/g;
  pattern.lastIndex = start;
  for (let match = pattern.exec(text); match && match.index < end; match = pattern.exec(text)) {
    if (match[0] === '\\e' || match[0] === '\\x') return match.index;
  }
  return undefined;
}
