/** Lines of a text by offset: where they start and end, which line ending rules, and how lines are put in. */
import type { Splice } from './splice.ts';

/** Offset of the first character of the line that holds `offset`. */
export function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset just behind the line ending of the line that holds `offset`, or the end of the text. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline === -1 ? text.length : newline + 1;
}

/** The line ending that most lines have; LF where there is none or a tie. */
export function dominantEol(text: string): '\n' | '\r\n' {
  let crlf = 0;
  let lf = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    if (text[at - 1] === '\r') crlf += 1;
    else lf += 1;
  }
  return crlf > lf ? '\r\n' : '\n';
}

/** The spaces and tabs that the line of `offset` starts with. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
}

/** Start of the line before the one starting at `start` if that line is quite empty; otherwise `start`. */
export function skipEmptyLineBefore(text: string, start: number): number {
  const end = eolStartBefore(text, start);
  return end < start && (end === 0 || text[end - 1] === '\n') ? end : start;
}

/** Offset of the line ending that stands directly before `start`; `start` itself where there is none. */
export function eolStartBefore(text: string, start: number): number {
  if (text[start - 1] !== '\n') return start;
  return text[start - 2] === '\r' ? start - 2 : start - 1;
}

/** Whether the line starting at `start` is quite empty (a line ending and nothing else). */
export function isEmptyLine(text: string, start: number): boolean {
  return text[start] === '\n' || (text[start] === '\r' && text[start + 1] === '\n');
}

/** A splice that puts whole lines behind the line of `offset`; a text without final newline stays without. */
export function insertLinesAfter(
  text: string,
  offset: number,
  lines: readonly string[],
  eol: string,
): Splice {
  const at = lineEnd(text, offset);
  const ended = at === 0 || text[at - 1] === '\n';
  const inserted = ended ? lines.map((line) => line + eol) : lines.map((line) => eol + line);
  return { start: at, end: at, text: inserted.join('') };
}

/** A splice that puts whole lines at the very top of the text. */
export function insertLinesAtTop(lines: readonly string[], eol: string): Splice {
  return { start: 0, end: 0, text: lines.map((line) => line + eol).join('') };
}
