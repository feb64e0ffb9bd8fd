/**
 * What an editor of a keyed format (TOML, JSONC, YAML) can do. Text in, text out; nothing is re-printed, so
 * comments, order, spacing, line endings and BOM of everything else stay as they are.
 */
import type { Json, JsonObject } from '../kernel/json.ts';

export type KeyPath = readonly string[];

export interface KeyedFormat {
  readonly name: 'toml' | 'jsonc' | 'yaml';
  /** The document as plain data; an empty text is an empty object. Throws `UnparseableError`. */
  parse(text: string): JsonObject;
  /**
   * Sets the value at `path`. Objects are set leaf by leaf: keys of an existing object that `value` does not
   * name stay. Existing leaves are replaced in place; missing ones are added in the style of their neighbours.
   * The result differs from the input in meaning only at `path`, or `EditRefused` is thrown.
   */
  set(text: string, path: KeyPath, value: Json): string;
  /** Removes what is at `path` (and nothing else, not even a container left empty). No such key: same text. */
  remove(text: string, path: KeyPath): string;
  /** Adds a string to the array at `path`, making the array if it is missing. Already there: same text. */
  addMember(text: string, path: KeyPath, member: string): string;
  /** Removes a string from the array at `path`; the array stays, even empty. Not there: same text. */
  removeMember(text: string, path: KeyPath, member: string): string;
  /** The lines a person would paste to get `value` at `path`. */
  snippet(path: KeyPath, value: Json): string;
}

/** The text is not valid in its format. Line and column count from 1. */
export class UnparseableError extends Error {
  readonly line: number;
  readonly column: number;
  constructor(reason: string, line: number, column: number) {
    super(`line ${line}, column ${column}: ${reason}`);
    this.name = 'UnparseableError';
    this.line = line;
    this.column = column;
  }
}

/** The edit cannot be made without touching something else. */
export class EditRefused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'EditRefused';
  }
}
