/** Plans how a key, or a table with all its headers, leaves a TOML text. */
import type { AST } from 'toml-eslint-parser';
import type { KeyPath } from '../format.ts';
import type { TomlDocument } from './document.ts';
import { eolStartBefore, isEmptyLine, lineEnd, lineStart, skipEmptyLineBefore } from './lines.ts';
import { endOfSection, keysOf, type Section, startsWith } from './outline.ts';
import type { Splice } from './splice.ts';

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The splices that take away whatever defines `path` or lies below it; comments outside it stay. */
export function planRemove(document: TomlDocument, path: KeyPath): Splice[] {
  const { text } = document;
  const tables: Span[] = [];
  const inner: Span[] = [];
  const lines: Span[] = [];
  for (const section of document.sections) {
    if (section.table && startsWith(section.path, path)) tables.push(spanOfSection(text, section));
    else if (startsWith(path, section.path)) {
      collectPairs(text, section.pairs, path.slice(section.path.length), lines, inner);
    }
  }
  const top = document.sections[0].pairs;
  const alone = top.length === 1 && lines.length === 1 && holds(lines[0], top[0]);
  const spans = [
    ...joinTables(text, tables).map((span) => withEmptyLine(text, span)),
    ...lines.map((span) => (alone ? withHeadingLine(text, span) : span)),
  ];
  return [...spans.map((span) => atEndOfText(text, span)), ...inner].map((span) => ({ ...span, text: '' }));
}

function spanOfSection(text: string, section: Section): Span {
  const start = section.table?.range[0] ?? 0;
  return { start: lineStart(text, start), end: lineEnd(text, endOfSection(section) ?? start) };
}

function holds(span: Span | undefined, pair: AST.TOMLKeyValue | undefined): boolean {
  return !!span && !!pair && span.start <= pair.range[0] && pair.range[0] < span.end;
}

/** Whole lines of pairs at or below `path`; for an inline table on the way, its entries. */
function collectPairs(
  text: string,
  pairs: readonly AST.TOMLKeyValue[],
  path: KeyPath,
  lines: Span[],
  inner: Span[],
): void {
  for (const pair of pairs) {
    const keys = keysOf(pair);
    const [start, end] = pair.range;
    if (startsWith(keys, path)) lines.push({ start: lineStart(text, start), end: lineEnd(text, end) });
    else if (startsWith(path, keys) && pair.value.type === 'TOMLInlineTable') {
      collectEntries(pair.value, path.slice(keys.length), inner);
    }
  }
}

/** Entries of an inline table with the comma that each of them no longer needs. */
function collectEntries(table: AST.TOMLInlineTable, path: KeyPath, spans: Span[]): void {
  const { body } = table;
  const gone = body.map((entry) => startsWith(keysOf(entry), path));
  for (const [index, entry] of body.entries()) {
    const keys = keysOf(entry);
    if (!gone[index] && startsWith(path, keys) && entry.value.type === 'TOMLInlineTable') {
      collectEntries(entry.value, path.slice(keys.length), spans);
    }
    if (!gone[index] || gone[index - 1]) continue;
    const run = gone.indexOf(false, index);
    const next = run === -1 ? undefined : body[run];
    const before = body[index - 1];
    if (next) spans.push({ start: entry.range[0], end: next.range[0] });
    else spans.push({ start: before?.range[1] ?? entry.range[0], end: body.at(-1)?.range[1] ?? 0 });
  }
}

/** Joins tables that only empty lines part. */
function joinTables(text: string, spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last && text.slice(last.end, span.start).trim() === '') {
      joined[joined.length - 1] = { start: last.start, end: span.end };
    } else joined.push(span);
  }
  return joined;
}

/** A table goes with the empty line before it, or at the top of the text with the one that parts it from the rest. */
function withEmptyLine(text: string, span: Span): Span {
  if (span.start === 0) return withEmptyLineBehind(text, span);
  return { start: skipEmptyLineBefore(text, span.start), end: span.end };
}

/** The only pair of the top level goes with the empty line that was put between it and its surroundings. */
function withHeadingLine(text: string, span: Span): Span {
  if (span.start === 0) return withEmptyLineBehind(text, span);
  const ends = span.end === text.length || isEmptyLine(text, span.end);
  return ends ? { start: skipEmptyLineBefore(text, span.start), end: span.end } : span;
}

function withEmptyLineBehind(text: string, span: Span): Span {
  const parts = isEmptyLine(text, span.end) && text.slice(span.end).trim() !== '';
  return parts ? { start: span.start, end: lineEnd(text, span.end) } : span;
}

/** At the end of a text without final newline the line ending before the span goes instead of the one behind it. */
function atEndOfText(text: string, span: Span): Span {
  if (span.end < text.length || text.endsWith('\n')) return span;
  return { start: eolStartBefore(text, span.start), end: span.end };
}
