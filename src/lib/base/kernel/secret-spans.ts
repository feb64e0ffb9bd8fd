/** Places of secrets in a text, and what is done with them. */

/** A secret in a text: UTF-16 offsets, end exclusive. The value itself is deliberately not part of it. */
export interface SecretSpan {
  readonly start: number;
  readonly end: number;
  /** What it is, such as `jwt` or `password`. */
  readonly kind: string;
}

/** What stands in the place of a secret. */
export const SECRET_MASK = '[secret removed by nerve]';

/** Puts `SECRET_MASK` in the place of each span. Spans must be in order and not overlap. */
export function maskSpans(text: string, spans: readonly SecretSpan[]): string {
  return splice(text, spans, () => SECRET_MASK);
}

/** The same text with spaces in the place of each span: offsets and lines stay. */
export function blankSpans(text: string, spans: readonly SecretSpan[]): string {
  return splice(text, spans, (secret) => secret.replace(/[^\n]/g, ' '));
}

/** Sorts spans; those that overlap become one, named after the first. */
export function mergeSpans(spans: readonly SecretSpan[]): readonly SecretSpan[] {
  const merged: SecretSpan[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last && span.start < last.end)
      merged[merged.length - 1] = { ...last, end: Math.max(last.end, span.end) };
    else merged.push(span);
  }
  return merged;
}

/** The lines, from 1, at which spans start. Spans must be in order. */
export function spanLines(text: string, spans: readonly SecretSpan[]): readonly number[] {
  let line = 1;
  let newline = text.indexOf('\n');
  return spans.map(({ start }) => {
    while (newline !== -1 && newline < start) {
      line++;
      newline = text.indexOf('\n', newline + 1);
    }
    return line;
  });
}

/** Where the word that goes on at `from` ends. Patterns are bounded, a secret is not: the rest of it goes too. */
export function endOfWord(text: string, from: number): number {
  const pattern = /[^\s"'`<>|@]*/y;
  pattern.lastIndex = from;
  return from + (pattern.exec(text)?.[0].length ?? 0);
}

function splice(text: string, spans: readonly SecretSpan[], replace: (secret: string) => string): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end } of spans) {
    pieces.push(text.slice(from, start), replace(text.slice(start, end)));
    from = end;
  }
  pieces.push(text.slice(from));
  return pieces.join('');
}
