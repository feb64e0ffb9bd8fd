/**
 * The block between two marker lines that nerve owns in somebody else's Markdown file. Everything outside it is
 * kept byte for byte, and `removeBlock` undoes `setBlock` exactly without having to store anything in the file.
 */
import { EditRefused } from './format.ts';
import { dominantEol, splitBom, splitLines } from './text.ts';

export const BEGIN_MARKER = '<!-- nerve:begin -->';
export const END_MARKER = '<!-- nerve:end -->';

interface Line {
  readonly text: string;
  readonly start: number;
  /** Behind its line ending. */
  readonly end: number;
}

interface Block {
  readonly begin: Line;
  readonly end: Line;
}

/**
 * The body between the markers with LF line endings and without its last one, or undefined if there is no block.
 * It equals `normalizeBody` of what was set. Throws `EditRefused` for broken markers.
 */
export function readBlock(text: string): string | undefined {
  const { body } = splitBom(text);
  const { block } = scan(body);
  if (!block) return undefined;
  return body.slice(block.begin.end, block.end.start).replace(/\r?\n/g, '\n').replace(/\n$/, '');
}

/**
 * The text with `body` in the block: in place if there is one, else behind the end with one blank line before.
 * A file without a final newline keeps that. Throws `EditRefused` for broken markers and for an open code fence
 * that would swallow the block.
 */
export function setBlock(text: string, body: string): string {
  const { bom, body: rest } = splitBom(text);
  const { block, openFence } = scan(rest);
  if (block) {
    const inner = lines(normalizeBody(body), lineEnding(block.begin));
    return bom + rest.slice(0, block.begin.end) + inner + rest.slice(block.end.start);
  }
  if (openFence !== undefined) throw new EditRefused(`line ${openFence}: the code fence is never closed`);
  const eol = dominantEol(rest);
  const added = BEGIN_MARKER + eol + lines(normalizeBody(body), eol) + END_MARKER;
  if (rest === '') return bom + added + eol;
  return rest.endsWith('\n') ? bom + rest + eol + added + eol : bom + rest + eol + eol + added;
}

/** The text without the block and the blank line before it; the same text if there is no block. */
export function removeBlock(text: string): string {
  const { bom, body } = splitBom(text);
  const { block } = scan(body);
  if (!block) return text;
  const eol = lineEnding(block.begin);
  const before = body.slice(0, block.begin.start);
  // No line ending behind the end marker: the file had none before the block was added.
  if (block.end.end === block.end.start + block.end.text.length && before.endsWith(eol + eol)) {
    return bom + before.slice(0, -2 * eol.length);
  }
  const blank = before === eol || before.endsWith(`\n${eol}`);
  return bom + (blank ? before.slice(0, -eol.length) : before) + body.slice(block.end.end);
}

/**
 * A body as it will be read back: LF line endings, no line ending at the end, and lines that look like our markers
 * made harmless.
 */
export function normalizeBody(body: string): string {
  const text = splitBom(body).body.replace(/\r\n?/g, '\n');
  let end = text.length;
  while (text[end - 1] === '\n') end -= 1;
  return text
    .slice(0, end)
    .split('\n')
    .map((line) =>
      isMarker(line, BEGIN_MARKER) || isMarker(line, END_MARKER) ? line.replace(':', ' : ') : line,
    )
    .join('\n');
}

function lines(body: string, eol: string): string {
  return body === '' ? '' : body.replaceAll('\n', eol) + eol;
}

function lineEnding(line: Line): string {
  return line.end - line.start - line.text.length === 2 ? '\r\n' : '\n';
}

/** Finds the block, and the number of the line whose code fence is still open at the end of the text. */
function scan(text: string): { block: Block | undefined; openFence: number | undefined } {
  const all = toLines(text);
  const fences = fenceEnds(all);
  let begin: Line | undefined;
  let beginAt = 0;
  let block: Block | undefined;
  let openFence: number | undefined;
  for (let at = 0; at < all.length; at += 1) {
    const line = all[at];
    if (line === undefined) break;
    const marker = markerOf(line);
    if (begin === undefined && fences.has(at)) {
      const end = fences.get(at);
      if (end === undefined) openFence ??= at + 1;
      else at = end;
    } else if (marker === 'begin') {
      if (begin)
        throw new EditRefused(`line ${at + 1}: a second ${BEGIN_MARKER} inside the block of line ${beginAt}`);
      if (block)
        throw new EditRefused(`line ${at + 1}: a second block; the first one begins at line ${beginAt}`);
      begin = line;
      beginAt = at + 1;
    } else if (marker === 'end') {
      if (!begin) throw new EditRefused(`line ${at + 1}: ${END_MARKER} without ${BEGIN_MARKER} before it`);
      block = { begin, end: line };
      begin = undefined;
    }
  }
  if (begin) throw new EditRefused(`line ${beginAt}: ${BEGIN_MARKER} without ${END_MARKER} behind it`);
  return { block, openFence };
}

/**
 * For the index of each line that may open a fenced code block: the index of the line that closes it, or undefined
 * (CommonMark 0.31, section 4.5). A fence that is never closed does not hide markers.
 */
function fenceEnds(all: readonly Line[]): Map<number, number | undefined> {
  const ends = new Map<number, number | undefined>();
  // For each fence character: the closing lines seen so far from the end, the next one first, each longer than those before it.
  const closers: Record<string, { length: number; at: number }[]> = { '`': [], '~': [] };
  for (let at = all.length - 1; at >= 0; at -= 1) {
    const match = /^ {0,3}(`{3,}|~{3,})([^\n]*)$/.exec(all[at]?.text ?? '');
    const fence = match?.[1];
    const info = match?.[2] ?? '';
    if (fence === undefined) continue;
    const stack = closers[fence[0] ?? ''] ?? [];
    if (fence[0] === '~' || !info.includes('`')) {
      ends.set(at, stack.findLast((closer) => closer.length >= fence.length)?.at);
    }
    if (info.trim() !== '') continue;
    while ((stack.at(-1)?.length ?? Number.POSITIVE_INFINITY) <= fence.length) stack.pop();
    stack.push({ length: fence.length, at });
  }
  return ends;
}

function markerOf(line: Line): 'begin' | 'end' | undefined {
  if (isMarker(line.text, BEGIN_MARKER)) return 'begin';
  return isMarker(line.text, END_MARKER) ? 'end' : undefined;
}

/** The marker alone on its line; only spaces and tabs may follow it. */
function isMarker(text: string, marker: string): boolean {
  return text.startsWith(marker) && /^[ \t]*$/.test(text.slice(marker.length));
}

function toLines(text: string): Line[] {
  let start = 0;
  return splitLines(text).map((raw) => {
    const line = { text: raw.replace(/\r?\n$/, ''), start, end: start + raw.length };
    start = line.end;
    return line;
  });
}
