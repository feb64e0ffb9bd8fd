/** Small facts about text that every editor needs: BOM, line endings, positions, splices. */

export type Eol = '\n' | '\r\n';

/** Replace the characters from `start` up to `end` (offsets in UTF-16 units) by `text`. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The byte order mark (or nothing) and the text behind it. */
export function splitBom(text: string): { bom: string; body: string } {
  return text.startsWith('\uFEFF') ? { bom: '\uFEFF', body: text.slice(1) } : { bom: '', body: text };
}

/** The line ending that most lines use; LF when there is none or it is a tie. */
export function dominantEol(text: string): Eol {
  let all = 0;
  let withReturn = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    all += 1;
    if (at > 0 && text[at - 1] === '\r') withReturn += 1;
  }
  return withReturn * 2 > all ? '\r\n' : '\n';
}

/** The same text with every line ending (LF, CR LF) made `eol`. */
export function withEol(text: string, eol: Eol): string {
  return text.replace(/\r?\n/g, eol);
}

/** The lines of a text, each with its own line ending; the last one may have none. An empty text has no lines. */
export function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Line and column (both from 1, columns in UTF-16 units) of an offset; LF, CR LF and a lone CR end a line. */
export function lineColumn(text: string, offset: number): { line: number; column: number } {
  const end = Math.min(Math.max(offset, 0), text.length);
  let line = 1;
  let start = 0;
  for (let at = 0; at < end; at += 1) {
    const code = text.charCodeAt(at);
    const breaks = code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10);
    if (breaks) {
      line += 1;
      start = at + 1;
    }
  }
  return { line, column: end - start + 1 };
}

/** The offset at which the line of `offset` starts. */
export function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r') at -= 1;
  return at;
}

/** The spaces and tabs at the start of the line of `offset`. */
export function lineIndent(text: string, offset: number): string {
  const start = lineStart(text, offset);
  let at = start;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return text.slice(start, at);
}

/** Applies edits that do not overlap. Edits at the same offset keep the order in which they are given. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const parts: string[] = [];
  let at = 0;
  for (const edit of sorted) {
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}
