/** Parses JSON with comments and trailing commas into nodes with offsets. */
import { type JSONVisitor, printParseErrorCode, visit } from 'jsonc-parser';
import type { Json, Scalar } from '../../kernel/json.ts';
import { MAX_DEPTH } from '../data.ts';
import { UnparseableError } from '../format.ts';
import { lineColumn } from '../text.ts';

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly start: number;
  readonly end: number;
  readonly value: Scalar;
}

/** An object or array: `start` is at the opening bracket, `end` behind the closing one. */
export interface ContainerNode {
  readonly kind: 'object' | 'array';
  readonly start: number;
  readonly end: number;
  readonly items: readonly Item[];
}

export type JsonNode = ScalarNode | ContainerNode;

/** A property or array element. `start` is where its key (or value) begins, `end` is behind its value. */
export interface Item {
  readonly start: number;
  readonly end: number;
  /** Offset of the comma behind it, if there is one. */
  readonly comma: number | undefined;
  /** The property's name; empty in arrays. */
  readonly key: string;
  /** Offset behind the quoted name; equals `start` in arrays. */
  readonly keyEnd: number;
  readonly value: JsonNode;
}

/** The frame of a container that is still open. */
interface Open {
  kind: 'object' | 'array';
  start: number;
  items: { -readonly [K in keyof Item]: Item[K] }[];
  key: { name: string; start: number; end: number } | undefined;
}

/**
 * The tree of `text` (without BOM), or undefined if it is blank. Offsets are UTF-16 units into `text`.
 * Throws `UnparseableError` at the first error (RFC 8259 plus comments and trailing commas), and for a document
 * nested deeper than `MAX_DEPTH`.
 */
export function parseTree(text: string): JsonNode | undefined {
  const stack: Open[] = [];
  let root: JsonNode | undefined;

  const fail = (reason: string, offset: number): never => {
    const { line, column } = lineColumn(text, offset);
    throw new UnparseableError(reason, line, column);
  };
  const add = (value: JsonNode): void => {
    const parent = stack.at(-1);
    if (parent === undefined) {
      root = value;
      return;
    }
    const { key } = parent;
    const start = key?.start ?? value.start;
    parent.items.push({
      start,
      end: value.end,
      comma: undefined,
      key: key?.name ?? '',
      keyEnd: key?.end ?? start,
      value,
    });
    parent.key = undefined;
  };
  const open = (kind: Open['kind'], start: number): void => {
    if (stack.length >= MAX_DEPTH) fail(`nested deeper than ${MAX_DEPTH} levels`, start);
    stack.push({ kind, start, items: [], key: undefined });
  };
  const close = (offset: number, length: number): void => {
    const frame = stack.pop();
    if (frame) add({ kind: frame.kind, start: frame.start, end: offset + length, items: frame.items });
  };
  const visitor: JSONVisitor = {
    onObjectBegin: (offset) => open('object', offset),
    onArrayBegin: (offset) => open('array', offset),
    onObjectEnd: close,
    onArrayEnd: close,
    onObjectProperty: (name, offset, length) => {
      const frame = stack.at(-1);
      if (frame) frame.key = { name, start: offset, end: offset + length };
    },
    onLiteralValue: (value, offset, length) => {
      add({ kind: 'scalar', start: offset, end: offset + length, value: exact(value, text, offset, length) });
    },
    onSeparator: (character, offset) => {
      const last = stack.at(-1)?.items.at(-1);
      if (character === ',' && last) last.comma = offset;
    },
    onError: (error, offset) => fail(REASONS[printParseErrorCode(error)] ?? 'invalid JSON', offset),
  };
  visit(text, visitor, { allowTrailingComma: true, allowEmptyContent: /^[ \t\r\n]*$/.test(text) });
  return root;
}

/** The plain data of a node. Of duplicate keys the last one counts, as in `JSON.parse`. */
export function toData(node: JsonNode): Json {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'array') return node.items.map((item) => toData(item.value));
  // fromEntries defines own properties, so a key `__proto__` stays data.
  return Object.fromEntries(node.items.map((item) => [item.key, toData(item.value)]));
}

/** Integers that a double cannot hold become bigints, so that they can be compared and put back. */
function exact(value: Scalar, text: string, offset: number, length: number): Scalar {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || !Number.isInteger(value)) return value;
  const raw = text.slice(offset, offset + length);
  return /^-?\d+$/.test(raw) ? BigInt(raw) : value;
}

const REASONS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'unexpected character or word',
  InvalidNumberFormat: 'invalid number',
  PropertyNameExpected: 'a property name in double quotes is expected',
  ValueExpected: 'a value is expected',
  ColonExpected: 'a colon is expected',
  CommaExpected: 'a comma is expected',
  CloseBraceExpected: 'a closing brace is expected',
  CloseBracketExpected: 'a closing bracket is expected',
  EndOfFileExpected: 'nothing more is expected behind the value',
  UnexpectedEndOfComment: 'the comment is not closed',
  UnexpectedEndOfString: 'the string is not closed',
  UnexpectedEndOfNumber: 'the number is not complete',
  InvalidUnicode: 'invalid \\u escape',
  InvalidEscapeCharacter: 'invalid escape in a string',
  InvalidCharacter: 'control character in a string',
};
