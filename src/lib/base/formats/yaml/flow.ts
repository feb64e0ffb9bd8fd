/** Splices inside flow style: `{a: 1, b: 2}` and `[a, b]`. JSON is valid there, so values are printed as JSON. */
import { isNode, isPair, type Scalar, stringify, type YAMLMap, type YAMLSeq } from 'yaml';
import { isObject, type Json } from '../../kernel/json.ts';
import type { TextEdit } from '../text.ts';

type Edits = TextEdit[] | undefined;
type Range = readonly [start: number, end: number];

/** Adds pairs or items behind the last one of a flow collection. */
export function appendFlow(node: YAMLMap | YAMLSeq, value: Json): Edits {
  const whole = node.range;
  if (!whole) return undefined;
  const added = partsOf(value).join(', ');
  if (node.items.length === 0) return [{ start: whole[1] - 1, end: whole[1] - 1, text: added }];
  const last = rangeOf(node.items.at(-1));
  return last && [{ start: last[1], end: last[1], text: `, ${added}` }];
}

/** Takes one pair or item out of a flow collection, with one comma. */
export function removeFlow(node: YAMLMap | YAMLSeq, index: number): Edits {
  const own = rangeOf(node.items[index]);
  const previous = rangeOf(node.items[index - 1]);
  const next = rangeOf(node.items[index + 1]);
  if (!own) return undefined;
  if (previous) return [{ start: previous[1], end: own[1], text: '' }];
  return [{ start: own[0], end: next ? next[0] : own[1], text: '' }];
}

/** Puts another value in the place of a scalar in a flow collection. */
export function replaceFlow(old: Scalar, wanted: Json): Edits {
  if (!old.range) return undefined;
  const [start, end] = old.range;
  return [{ start, end, text: (start === end ? ' ' : '') + print(wanted) }];
}

function partsOf(value: Json): string[] {
  if (Array.isArray(value)) return value.map(print);
  return isObject(value) ? Object.entries(value).map(([key, item]) => `${print(key)}: ${print(item)}`) : [];
}

function print(value: Json): string {
  if (Array.isArray(value)) return `[${partsOf(value).join(', ')}]`;
  if (isObject(value)) return `{${partsOf(value).join(', ')}}`;
  if (typeof value !== 'string') return String(value);
  // A word that block style would not quote needs no quotes here either.
  const plain = /^[\w./@-]+$/.test(value) && stringify(value).trimEnd() === value;
  return plain ? value : JSON.stringify(value);
}

function rangeOf(item: unknown): Range | undefined {
  if (isNode(item)) return item.range ? [item.range[0], item.range[1]] : undefined;
  if (!isPair(item) || !isNode(item.key) || !item.key.range) return undefined;
  const last = isNode(item.value) && item.value.range ? item.value : item.key;
  return [item.key.range[0], last.range?.[1] ?? item.key.range[1]];
}
