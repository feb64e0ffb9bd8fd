/** Unified diffs for people. */
import { structuredPatch } from 'diff';
import { splitLines } from './text.ts';

/** Text, bytes of a file, or undefined for a file that does not exist. */
export type Side = string | Uint8Array | undefined;

export interface DiffOptions {
  /** For a terminal: ANSI colours, and control characters made visible. Default: no, the exact text. */
  readonly color?: boolean;
  /** Unchanged lines around each change; 3 by default. */
  readonly context?: number;
}

interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly lines: readonly string[];
}

/** Beyond this many changed lines the diff shows the old text as removed and the new one as added. */
const MAX_EDITS = 2000;
const NO_NEWLINE = '\\ No newline at end of file';

/**
 * The change of one file as a unified diff (the format of `diff -u`, header lines as git prints them), ending in a
 * newline; empty if nothing changed. An absent side is `/dev/null`; content that is not UTF-8 text is one line.
 */
export function unifiedDiff(path: string, before: Side, after: Side, options: DiffOptions = {}): string {
  const paint = options.color ? painted : plain;
  const from = before === undefined ? '/dev/null' : named('a', path);
  const to = after === undefined ? '/dev/null' : named('b', path);
  const oldText = decode(before);
  const newText = decode(after);
  if (oldText === undefined || newText === undefined) {
    return sameBytes(before, after) ? '' : `${paint('head', `Binary files ${from} and ${to} differ`)}\n`;
  }
  if (oldText === newText && (before === undefined) === (after === undefined)) return '';
  const head = [paint('head', `--- ${from}`), paint('head', `+++ ${to}`)];
  const body = hunksOf(oldText, newText, options.context ?? 3).flatMap((hunk) => [
    paint('hunk', `@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@`),
    ...hunk.lines.map((line) =>
      paint(line[0] === '+' ? 'added' : line[0] === '-' ? 'removed' : 'same', line),
    ),
  ]);
  return `${[...head, ...body].join('\n')}\n`;
}

/** How many lines a unified diff of the two texts adds and removes; zero for content that is not text. */
export function countLines(before: Side, after: Side): { added: number; removed: number } {
  const oldText = decode(before);
  const newText = decode(after);
  if (oldText === undefined || newText === undefined || oldText === newText) return { added: 0, removed: 0 };
  const lines = hunksOf(oldText, newText, 0).flatMap((hunk) => hunk.lines);
  const count = (sign: string) => lines.filter((line) => line.startsWith(sign)).length;
  return { added: count('+'), removed: count('-') };
}

function hunksOf(before: string, after: string, context: number): readonly Hunk[] {
  const patch = structuredPatch('', '', before, after, '', '', { context, maxEditLength: MAX_EDITS });
  return patch?.hunks ?? [replacement(before, after)];
}

/** One hunk that removes every old line and adds every new one. */
function replacement(before: string, after: string): Hunk {
  const side = (text: string, sign: string) =>
    splitLines(text).flatMap((line) =>
      line.endsWith('\n') ? [sign + line.slice(0, -1)] : [sign + line, NO_NEWLINE],
    );
  const oldLines = splitLines(before).length;
  const newLines = splitLines(after).length;
  const lines = [...side(before, '-'), ...side(after, '+')];
  return { oldStart: 1, oldLines, newStart: 1, newLines, lines };
}

/** `start,count` as `diff -u` writes it: an empty range stands at the line before it, a count of 1 is left out. */
function range(start: number, count: number): string {
  if (count === 1) return String(start);
  return count === 0 ? `${start - 1},0` : `${start},${count}`;
}

/** The text of a side, or undefined if it is not UTF-8 or holds a NUL. */
function decode(side: Side): string | undefined {
  if (side === undefined) return '';
  if (typeof side === 'string') return side.includes('\0') ? undefined : side;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(side);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

function sameBytes(before: Side, after: Side): boolean {
  if (before === undefined || after === undefined) return before === after;
  return Buffer.from(before).equals(Buffer.from(after));
}

/** `a/path`, quoted like a C string if it holds characters that would break the header line. */
function named(side: string, path: string): string {
  const name = `${side}/${path.replace(/^\/+/, '')}`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return /[\u0000-\u001f"\\\u007f]/.test(name) ? JSON.stringify(name) : name;
}

type Role = 'head' | 'hunk' | 'added' | 'removed' | 'same';

const SGR: Readonly<Record<Role, string>> = { head: '1', hunk: '36', added: '32', removed: '31', same: '' };

function plain(_: Role, line: string): string {
  return line;
}

/** The line in its colour; escape sequences in the content must not reach the terminal. */
function painted(role: Role, line: string): string {
  const shown = line
    .replace(/\r$/, '')
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, (char) =>
      char === '\t' ? char : `\\x${(char.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`,
    );
  return SGR[role] === '' ? shown : `\u001b[${SGR[role]}m${shown}\u001b[0m`;
}
