/**
 * Edits of block-style YAML as text splices. Each function gives undefined where lines cannot simply be added,
 * replaced or cut; the caller then edits the parsed document instead.
 */
import { isAlias, isMap, isScalar, isSeq, type Pair, stringify, type YAMLMap, type YAMLSeq } from 'yaml';
import { isObject, type Json, type JsonObject, sameMeaning } from '../../kernel/json.ts';
import { dominantEol, lineStart, type TextEdit, withEol } from '../text.ts';
import { appendFlow, removeFlow, replaceFlow } from './flow.ts';

/** A node of the parsed document, and the pair whose value it is. */
export interface Place {
  readonly node: unknown;
  readonly holder?: Pair | undefined;
}

type Edits = TextEdit[] | undefined;

/** Long strings stay on one line, in quotes if needed, so that indenting a line never changes a value. */
export const PRINT = {
  lineWidth: 0,
  blockQuote: false,
  doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  aliasDuplicateObjects: false,
} as const;

/** The pair of `key` in a mapping. */
export function pairOf(node: unknown, key: string): Pair | undefined {
  return isMap(node) ? node.items.find((pair) => isScalar(pair.key) && pair.key.value === key) : undefined;
}

/** Lays `value` over the mapping at `place`, leaf by leaf. */
export function overlayEdits(text: string, place: Place, value: JsonObject): Edits {
  const map = place.node;
  if (!isMap(map)) return undefined;
  const missing: [string, Json][] = [];
  const edits: TextEdit[] = [];
  for (const [key, wanted] of Object.entries(value)) {
    const pair = pairOf(map, key);
    if (pair === undefined) {
      missing.push([key, wanted]);
      continue;
    }
    const inner =
      isObject(wanted) && isMap(pair.value)
        ? overlayEdits(text, { node: pair.value, holder: pair }, wanted)
        : replaceEdits(text, map, pair, wanted);
    if (inner === undefined) return undefined;
    edits.push(...inner);
  }
  if (missing.length === 0) return edits;
  const added = appendEdits(text, place, Object.fromEntries(missing));
  return added && [...edits, ...added];
}

/** Adds the pairs of an object to a mapping, or the items of an array to a sequence, behind the last one. */
export function appendEdits(text: string, place: Place, value: Json): Edits {
  const { node, holder } = place;
  if (!(isMap(node) || isSeq(node))) return undefined;
  const first = startOf(node, 0);
  if (first !== undefined && !node.flow) {
    const indent = ' '.repeat(first - lineStart(text, first));
    const end = contentEnd(node);
    return end === undefined ? undefined : [insertLines(text, end, print(value, indent))];
  }
  // `key: {}` or `key: []` becomes `key:` with lines below.
  const colon = holder && colonEnd(holder);
  const key = holder && offsetOf(holder.key);
  if (node.items.length > 0) return appendFlow(node, value);
  if (!node.range || colon === undefined || key === undefined) return undefined;
  const [start, end] = node.range;
  if (text.slice(colon, start) !== ' ' || text.slice(lineStart(text, key), key).trim() !== '') {
    return appendFlow(node, value);
  }
  const indent = ' '.repeat(key - lineStart(text, key) + 2);
  return [{ start: colon, end, text: '' }, insertLines(text, end, print(value, indent))];
}

/** Takes one pair or item out of a block collection; the last one leaves `{}` or `[]` behind. */
export function removeEdits(text: string, place: Place, index: number): Edits {
  const { node, holder } = place;
  if (!(isMap(node) || isSeq(node))) return undefined;
  if (node.flow) return removeFlow(node, index);
  const start = startOf(node, index);
  const end = contentEnd(node.items[index]);
  if (start === undefined || end === undefined) return undefined;
  const from = lineStart(text, start);
  if (text.slice(from, start).trim() !== '') return undefined;
  const lines = cutLines(text, from, end);
  if (node.items.length > 1) return [lines];
  if (holder === undefined) return isMap(node) ? [lines] : undefined;
  const colon = colonEnd(holder);
  return colon === undefined
    ? undefined
    : [{ start: colon, end: colon, text: isMap(node) ? ' {}' : ' []' }, lines];
}

function replaceEdits(text: string, map: YAMLMap, pair: Pair, wanted: Json): Edits {
  const old = pair.value;
  if (isScalar(old) && sameMeaning(old.value, wanted)) return [];
  if (!isAlias(old) && !isScalar(old) && sameMeaning(plain(old), wanted)) return [];
  if (map.flow) return isScalar(old) ? replaceFlow(old, wanted) : undefined;
  const inline = !(Array.isArray(wanted) || isObject(wanted)) || Object.keys(wanted).length === 0;
  if (inline && isScalar(old) && old.range && !String(old.type).startsWith('BLOCK')) {
    const [start, end] = old.range;
    return [{ start, end, text: (start === end ? ' ' : '') + stringify(wanted, PRINT).trimEnd() }];
  }
  const start = offsetOf(pair.key);
  const end = contentEnd(pair);
  if (start === undefined || end === undefined || !isScalar(pair.key)) return undefined;
  const from = lineStart(text, start);
  const indent = text.slice(from, start);
  if (indent.trim() !== '') return undefined;
  if (isScalar(old) && old.value === null) return fillEdits(text, pair, wanted, indent);
  const printed = print({ [String(pair.key.value)]: wanted }, indent);
  const lines = withEol(printed, dominantEol(text));
  const stop = nextLine(text, end);
  return [{ start: from, end: stop, text: text[stop - 1] === '\n' ? lines : lines.replace(/\r?\n$/, '') }];
}

/** Lines below a key without a value; a comment beside the key stays. */
function fillEdits(text: string, pair: Pair, wanted: Json, indent: string): Edits {
  const colon = colonEnd(pair);
  const range = isScalar(pair.value) ? pair.value.range : undefined;
  if (colon === undefined || !range) return undefined;
  const [start, end] = range;
  // `~` and `null` go; where nothing is written the range lies behind the comment.
  const word = start === end ? [] : [{ start: colon, end, text: '' }];
  return [...word, insertLines(text, start === end ? colon : end, print(wanted, `${indent}  `))];
}

function plain(node: unknown): unknown {
  if (isMap(node) || isSeq(node)) return node.toJSON();
  return node;
}

/** YAML lines, each indented and ended with LF. */
function print(value: Json, indent: string): string {
  return stringify(value, PRINT).replace(/^(?=.)/gm, indent);
}

function insertLines(text: string, end: number, printed: string): TextEdit {
  const eol = dominantEol(text);
  const lines = withEol(printed, eol);
  const at = nextLine(text, end);
  const complete = at === 0 || text[at - 1] === '\n';
  return { start: at, end: at, text: complete ? lines : eol + lines.slice(0, -eol.length) };
}

/** Cuts the lines from the one that starts at `from` to the one of `end`; a missing final newline stays missing. */
function cutLines(text: string, from: number, end: number): TextEdit {
  const stop = nextLine(text, end);
  if (text[stop - 1] === '\n') return { start: from, end: stop, text: '' };
  const before = text.slice(0, from).replace(/\r?\n$/, '').length;
  return { start: before, end: stop, text: '' };
}

/** The offset at which the line after the one of `offset` starts, or of the end of the text. */
function nextLine(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at + 1;
}

/** Where the key of a pair or the dash of an item stands. */
function startOf(node: YAMLMap | YAMLSeq, index: number): number | undefined {
  if (isMap(node)) return offsetOf(node.items[index]?.key);
  const token = node.srcToken;
  if (token?.type !== 'block-seq') return undefined;
  return token.items[index]?.start.find((part) => part.type === 'seq-item-ind')?.offset;
}

function offsetOf(node: unknown): number | undefined {
  return isScalar(node) ? node.range?.[0] : undefined;
}

/** Behind the colon of a pair. */
function colonEnd(pair: Pair): number | undefined {
  const token = pair.srcToken;
  const colon =
    token && 'sep' in token ? token.sep?.find((part) => part.type === 'map-value-ind') : undefined;
  return colon && colon.offset + 1;
}

/** Behind the last character of a pair's or node's content, without the comments and blank lines after it. */
function contentEnd(value: unknown): number | undefined {
  let node = value;
  for (;;) {
    if (isMap(node) && !node.flow && node.items.length > 0) node = node.items.at(-1);
    else if (isSeq(node) && !node.flow && node.items.length > 0) node = node.items.at(-1);
    else if (isScalar(node) || isAlias(node) || isMap(node) || isSeq(node)) return node.range?.[1];
    else if (isPairLike(node)) node = node.value ?? node.key;
    else return undefined;
  }
}

function isPairLike(node: unknown): node is Pair {
  return typeof node === 'object' && node !== null && 'key' in node && 'value' in node;
}
