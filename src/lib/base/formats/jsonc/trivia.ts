/** Reads what stands between two values of a JSONC text: spaces, line breaks and comments. */

interface Token {
  readonly kind: 'space' | 'break' | 'line' | 'block';
  readonly end: number;
}

/** The trivia before an item, seen from the comma or bracket in front of it. */
export interface Gap {
  /** Offset of the last line break, or undefined if the item stands on the line of what precedes it. */
  readonly lastBreak: number | undefined;
  readonly breaks: number;
  /** Offset behind the last comment, or undefined if there is none. */
  readonly commentEnd: number | undefined;
  /** The last line break ends a `//` comment. */
  readonly breakEndsComment: boolean;
}

/** What follows a value on its own line. */
export interface Tail {
  /** Offset behind the last comment that starts on this line, or the offset asked for if there is none. */
  readonly end: number;
  /** A line break comes before anything else. */
  readonly breaks: boolean;
  /** The last comment is a `//` comment. */
  readonly lineComment: boolean;
}

/** Reads the trivia from `from` up to `to`; there must be nothing else between them. */
export function readGap(text: string, from: number, to: number): Gap {
  let lastBreak: number | undefined;
  let commentEnd: number | undefined;
  let breaks = 0;
  let breakEndsComment = false;
  let previous: Token['kind'] | undefined;
  for (let at = from; at < to; ) {
    const { kind, end } = tokenAt(text, at, to);
    if (kind === 'break') {
      lastBreak = at;
      breaks += 1;
      breakEndsComment = previous === 'line';
    } else if (kind !== 'space') {
      commentEnd = end;
    }
    previous = kind;
    at = end;
  }
  return { lastBreak, breaks, commentEnd, breakEndsComment };
}

/** Reads the trivia from `from` up to the end of its line, at most up to `to`. */
export function readTail(text: string, from: number, to: number): Tail {
  let last = from;
  let lineComment = false;
  for (let at = from; at < to; ) {
    const { kind, end } = tokenAt(text, at, to);
    if (kind === 'break') return { end: last, breaks: true, lineComment };
    if (kind !== 'space') {
      last = end;
      lineComment = kind === 'line';
    }
    at = end;
  }
  return { end: last, breaks: false, lineComment };
}

/** A comment that starts on a later line than `from` stands before `to`. */
export function hasLaterComment(text: string, from: number, to: number): boolean {
  const { end, breaks } = readTail(text, from, to);
  return breaks && readGap(text, end, to).commentEnd !== undefined;
}

function tokenAt(text: string, at: number, to: number): Token {
  const char = text[at];
  if (char === '\r' && text[at + 1] === '\n') return { kind: 'break', end: at + 2 };
  if (char === '\n' || char === '\r') return { kind: 'break', end: at + 1 };
  if (char === '/' && text[at + 1] === '/') return { kind: 'line', end: endOfLine(text, at, to) };
  if (char === '/' && text[at + 1] === '*') return { kind: 'block', end: text.indexOf('*/', at + 2) + 2 };
  return { kind: 'space', end: at + 1 };
}

function endOfLine(text: string, at: number, to: number): number {
  let end = at;
  while (end < to && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return end;
}
