/** Ranges of a text that must not be shown, and the marks that stand in their place. */

export type Range = readonly [start: number, end: number];

/** How a text is read: edited key by key, prose for people, or lines of `key: value`. */
export type TextKind = 'keyed' | 'prose' | 'lines';

/** What stands in the place of a value: equal for equal values, different for different ones. */
export type Marks = (value: string) => string;

/** From this length on a mark begins with the first characters of the value. */
const MIN_SHOWN = 16;
const SHOWN = 4;

/** The kind of text that a file of this name holds. */
export function kindOf(file: string): TextKind {
  if (/\.(?:jsonc?|json5|jsonl|toml)$/i.test(file)) return 'keyed';
  return /\.(?:md|mdc|mdx|markdown|txt)$/i.test(file) ? 'prose' : 'lines';
}

/**
 * Makes marks: `…`, behind the first 4 characters of a value of 16 or more. A second value that would look the same
 * gets a number. A number, unlike a hash, tells nothing about the value.
 */
export function createMarks(): Marks {
  const known = new Map<string, string>();
  const counts = new Map<string, number>();
  return (value) => {
    const seen = known.get(value);
    if (seen !== undefined) return seen;
    const head = value.length >= MIN_SHOWN ? value.slice(0, SHOWN) : '';
    const count = (counts.get(head) ?? 0) + 1;
    counts.set(head, count);
    const mark = `${head}…${count > 1 ? count : ''}`;
    known.set(value, mark);
    return mark;
  };
}

/** The text with a mark in the place of each range; ranges that overlap are one, line breaks stay. */
export function cover(text: string, ranges: readonly Range[], marks: Marks): string {
  const parts: string[] = [];
  let at = 0;
  for (const [start, end] of merge(ranges)) {
    parts.push(text.slice(at, start), hide(text.slice(start, end), marks));
    at = end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

function hide(value: string, marks: Marks): string {
  if (!value.includes('\n')) return marks(value);
  // The first characters of every line of a private key would be too much of it: one mark for all lines.
  const mark = marks(`\n${value}`).replace(/^[^…]*/, '');
  return value.replace(/[^\s][^\r\n]*/g, () => mark);
}

function merge(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (end <= start) continue;
    const last = merged.at(-1);
    if (last && start < last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], end)];
    else merged.push([start, end]);
  }
  return merged;
}
