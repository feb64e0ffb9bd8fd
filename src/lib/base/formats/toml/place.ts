/** Where new lines go: behind which section, behind which comments. */
import type { KeyPath } from '../format.ts';
import type { TomlDocument } from './document.ts';
import { insertLinesAfter, insertLinesAtTop, lineEnd } from './lines.ts';
import { lastSibling } from './lookup.ts';
import { endOfSection } from './outline.ts';
import type { Splice } from './splice.ts';

/**
 * Puts a new table behind its last sibling, else at the end, one empty line before it. Empty lines that the text ends
 * with stay behind it, so that taking the lines out again gives the same text.
 */
export function placeTable(document: TomlDocument, path: KeyPath, lines: readonly string[]): Splice {
  const { text, eol } = document;
  const sibling = lastSibling(document, path);
  const end = sibling && endOfSection(sibling);
  const after = end === undefined ? text.trimEnd().length : endWithComments(text, end);
  const splice =
    after === 0 ? insertLinesAtTop(lines, eol) : insertLinesAfter(text, after, ['', ...lines], eol);
  return { ...splice, block: true };
}

/**
 * Puts the first pairs of a top level that has none: behind the comment block that heads the file (one that an empty
 * line, or the end, follows), else at the very top, one empty line between them and what is there.
 */
export function placeFirstPairs(document: TomlDocument, lines: readonly string[]): Splice {
  const { text, eol } = document;
  const heading = endOfHeading(text);
  if (heading !== undefined) return insertLinesAfter(text, heading, ['', ...lines], eol);
  return insertLinesAtTop(text.trim() === '' ? lines : [...lines, ''], eol);
}

/**
 * Extends the end of a section over comments that stand directly below it, unless they stand directly above the next
 * header, which they then belong to.
 */
function endWithComments(text: string, end: number): number {
  let last = end;
  for (let line = lineEnd(text, end); line < text.length; line = lineEnd(text, line)) {
    if (isBlank(text, line)) return last;
    if (!isComment(text, line)) return end;
    last = line;
  }
  return last;
}

/** Offset in the last line of the comment block that heads the text, or undefined if there is none. */
function endOfHeading(text: string): number | undefined {
  let last: number | undefined;
  for (let line = 0; line < text.length; line = lineEnd(text, line)) {
    if (isBlank(text, line)) return last;
    if (!isComment(text, line)) return undefined;
    last = line;
  }
  return last;
}

function isComment(text: string, line: number): boolean {
  return /^[ \t]*#/.test(text.slice(line, lineEnd(text, line)));
}

function isBlank(text: string, line: number): boolean {
  return text.slice(line, lineEnd(text, line)).trim() === '';
}
