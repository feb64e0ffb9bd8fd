/** Takes HTML comments, which are hints for the person who edits a file, out of its Markdown. */
import { trackFences } from './fences.ts';

/** `&lt;` for a `<` that would start a comment: shown as itself, but no comment to anyone. */
const ESCAPED = '&lt;!--';

/**
 * Removes comments outside code. A line that held nothing else goes too. A comment that is never closed would
 * swallow everything after it, so its start is escaped. Comments inside code stay, except those that look like
 * nerve's own markers: they are escaped everywhere. Linear.
 */
export function stripComments(text: string): string {
  const lastClose = text.lastIndexOf('-->');
  const fences = trackFences();
  const kept: string[] = [];
  let offset = 0;
  let inside = false;
  for (const line of text.split('\n')) {
    const plain = !inside && fences.next(line) !== 'text';
    const stripped: Stripped = plain ? { result: line, open: false } : strip(line, inside, offset, lastClose);
    const { result } = stripped;
    const vanished = (inside || result !== line) && result.trim() === '';
    // A comment between two paragraphs leaves one blank line, not two.
    const doubled = line.trim() === '' && !inside && removedAbove(kept);
    if (!vanished && !doubled) kept.push(result);
    else if (vanished && kept.at(-1) !== REMOVED) kept.push(REMOVED);
    inside = stripped.open;
    offset += line.length + 1;
  }
  return escapeMarkers(kept.filter((line) => line !== REMOVED).join('\n'));
}

/** Stands for removed lines while the text is put together; cannot occur in a line. */
const REMOVED = '\n';

function removedAbove(kept: readonly string[]): boolean {
  if (kept.at(-1) !== REMOVED) return false;
  const before = kept.at(-2);
  return before === undefined || before.trim() === '';
}

/** Escapes whatever could be read as one of nerve's block markers. */
export function escapeMarkers(text: string): string {
  return text.replace(/<!--(?=\s*\/?\s*nerve\b)/gi, ESCAPED);
}

interface Stripped {
  readonly result: string;
  /** Whether a comment goes on in the next line. */
  readonly open: boolean;
}

function strip(line: string, inside: boolean, offset: number, lastClose: number): Stripped {
  const pieces: string[] = [];
  let at = 0;
  if (inside) {
    const close = line.indexOf('-->');
    if (close === -1) return { result: '', open: true };
    at = close + 3;
  }
  const code = codeSpans(line, at);
  let span = 0;
  while (at < line.length) {
    const start = line.indexOf('<!--', at);
    if (start === -1) break;
    while ((code[span]?.end ?? Number.POSITIVE_INFINITY) <= start) span++;
    const around = code[span];
    if (around && around.start < start) {
      pieces.push(line.slice(at, around.end));
      at = around.end;
      continue;
    }
    pieces.push(line.slice(at, start));
    if (lastClose < offset + start + 2) {
      pieces.push(ESCAPED);
      at = start + 4;
      continue;
    }
    const close = line.indexOf('-->', start + 2);
    if (close === -1) return { result: tidy(pieces.join('')), open: true };
    // Two words must not grow together where a comment stood between them.
    if (/\S$/.test(line.slice(at, start)) && /^\S/.test(line.slice(close + 3))) pieces.push(' ');
    at = close + 3;
  }
  pieces.push(line.slice(at));
  return { result: at === 0 ? line : tidy(pieces.join('')), open: false };
}

function tidy(line: string): string {
  return line.replace(/[ \t]{1,64}$/, '');
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Code spans of one line: a run of backticks up to the next run of the same length. */
function codeSpans(line: string, from: number): readonly Span[] {
  const runs = [...line.slice(from).matchAll(/`+/g)].map((run) => ({
    start: from + run.index,
    end: from + run.index + run[0].length,
  }));
  const nextSame = new Array<number>(runs.length).fill(-1);
  const latest = new Map<number, number>();
  for (let index = runs.length - 1; index >= 0; index--) {
    const run = runs[index];
    if (!run) continue;
    nextSame[index] = latest.get(run.end - run.start) ?? -1;
    latest.set(run.end - run.start, index);
  }
  const spans: Span[] = [];
  for (let index = 0; index < runs.length; index++) {
    const run = runs[index];
    const closer = runs[nextSame[index] ?? -1];
    if (!run || !closer) continue;
    spans.push({ start: run.start, end: closer.end });
    index = nextSame[index] ?? index;
  }
  return spans;
}
