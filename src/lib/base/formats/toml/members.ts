/** Plans how a string joins or leaves an array, keeping the array's own layout, commas and comments. */
import type { AST } from 'toml-eslint-parser';
import { valueAt } from '../../kernel/json.ts';
import { EditRefused, type KeyPath } from '../format.ts';
import type { TomlDocument } from './document.ts';
import { emitPath, emitValue } from './emit.ts';
import { indentAt, lineEnd, lineStart } from './lines.ts';
import { findPair } from './lookup.ts';
import type { Splice } from './splice.ts';

/** The array at `path`, or undefined if there is nothing. Throws `EditRefused` if it is anything else. */
export function findArray(document: TomlDocument, path: KeyPath): AST.TOMLArray | undefined {
  if (valueAt(document.data, path) === undefined) return undefined;
  const value = findPair(document, path)?.value;
  if (value?.type !== 'TOMLArray') throw new EditRefused(`${emitPath(path)} is not an array of strings`);
  return value;
}

/** Splices that put `member` at the end of the array. */
export function planAddMember(document: TomlDocument, array: AST.TOMLArray, member: string): Splice[] {
  const item = emitValue(member);
  const last = array.elements.at(-1);
  return last ? addBehind(document, array, last, item) : [addFirst(document, array, item)];
}

function addBehind(
  { text, eol }: TomlDocument,
  array: AST.TOMLArray,
  last: AST.TOMLContentNode,
  item: string,
): Splice[] {
  const [start, end] = last.range;
  const comma = commaBehind(text, end, array.range[1]);
  const indent = text.slice(lineStart(text, start), start);
  const done = comma === undefined ? end : comma + 1;
  if (indent.trim() !== '') {
    return [insert(done, comma === undefined ? `, ${item}` : ` ${item},`)];
  }
  const line = `${indent}${item}${comma === undefined ? '' : ','}`;
  const commaFirst = comma === undefined ? [insert(end, ',')] : [];
  if (!endsLine(text, done)) return [...commaFirst, insert(done, eol + line)];
  return [...commaFirst, insert(lineEnd(text, done), line + eol)];
}

function addFirst({ text, eol }: TomlDocument, array: AST.TOMLArray, item: string): Splice {
  const [start, end] = array.range;
  const closing = lineStart(text, end - 1);
  const ownLine = closing > start && text.slice(closing, end - 1).trim() === '';
  if (!ownLine) return insert(start + 1, item);
  return insert(closing, `${indentAt(text, end - 1)}  ${item},${eol}`);
}

/** Splices that take every element equal to `member` out of the array, with its comma and its line if it has one. */
export function planRemoveMember({ text }: TomlDocument, array: AST.TOMLArray, member: string): Splice[] {
  const splices: Splice[] = [];
  const { elements } = array;
  const isGone = (element: AST.TOMLContentNode) =>
    element.type === 'TOMLValue' && element.kind === 'string' && element.value === member;
  const lastKept = elements.findLastIndex((element) => !isGone(element));
  for (const [index, element] of elements.entries()) {
    if (!isGone(element)) continue;
    splices.push(...cut(text, array, index, index > lastKept));
  }
  const last = elements.at(-1);
  const kept = elements[lastKept];
  if (!last || !kept || last === kept || commaBehind(text, last.range[1], array.range[1]) !== undefined) {
    return splices;
  }
  const comma = commaBehind(text, kept.range[1], array.range[1]);
  return comma === undefined ? splices : [...splices, remove(comma, comma + 1)];
}

function cut(text: string, array: AST.TOMLArray, index: number, isTail: boolean): Splice[] {
  const [start, end] = array.elements[index]?.range ?? array.range;
  const done = endWithComma(text, array, end);
  const line = lineStart(text, start);
  // A comma on a line of its own, or behind a comment: only the element and the comma go.
  if (text.slice(end, done).includes('\n')) return [remove(start, end), remove(done - 1, done)];
  const startsLine = text.slice(line, start).trim() === '';
  if (startsLine && line > array.range[0] && endsLine(text, done)) return [remove(line, lineEnd(text, done))];
  if (!isTail) return [remove(start, done + leadingSpaces(text.slice(done)))];
  const before = array.elements[index - 1];
  const from = before ? endWithComma(text, array, before.range[1]) : array.range[0] + 1;
  return [remove(text.slice(from, start).trim() === '' ? from : start, done)];
}

function endWithComma(text: string, array: AST.TOMLArray, end: number): number {
  const comma = commaBehind(text, end, array.range[1]);
  return comma === undefined ? end : comma + 1;
}

function leadingSpaces(text: string): number {
  return /^[ \t]*/.exec(text)?.[0].length ?? 0;
}

/** Whether nothing but a comment follows on the line. */
function endsLine(text: string, offset: number): boolean {
  return /^[ \t]*(#|\r?\n|$)/.test(text.slice(offset, lineEnd(text, offset)));
}

/** Offset of the comma that follows a value, past white space and comments. */
function commaBehind(text: string, from: number, end: number): number | undefined {
  for (let at = from; at < end; at += 1) {
    const char = text[at];
    if (char === ',') return at;
    if (char === '#') at = lineEnd(text, at) - 1;
    else if (char === ']') return undefined;
  }
  return undefined;
}

function insert(at: number, text: string): Splice {
  return { start: at, end: at, text };
}

function remove(start: number, end: number): Splice {
  return { start, end, text: '' };
}
