/** Values and keys as TOML 1.0 text on one line. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { EditRefused, type KeyPath } from '../format.ts';

const BARE_KEY = /^[A-Za-z0-9_-]+$/;
const ESCAPES: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};
const I64_MIN = -(2n ** 63n);
const I64_MAX = 2n ** 63n - 1n;

/** Whether TOML can hold the integer: 64 bits, signed (https://toml.io/en/v1.0.0#integer). */
export function isTomlInteger(value: bigint): boolean {
  return value >= I64_MIN && value <= I64_MAX;
}

/** One key: bare where TOML allows it, else quoted. */
export function emitKey(key: string): string {
  return BARE_KEY.test(key) ? key : emitString(key);
}

/** A dotted key, as in a table header. */
export function emitPath(path: KeyPath): string {
  return path.map(emitKey).join('.');
}

/** A value on one line; objects become inline tables. Throws `EditRefused` for what TOML cannot express. */
export function emitValue(value: Json): string {
  if (typeof value === 'string') return emitString(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return emitNumber(value);
  if (typeof value === 'bigint') return emitInteger(value);
  if (value instanceof Date) return emitDate(value);
  if (Array.isArray(value)) return `[${value.map(emitValue).join(', ')}]`;
  if (isObject(value)) return emitInlineTable(value);
  throw new EditRefused('TOML has no null value');
}

/** The line `key = value`; several keys are dotted. */
export function emitPair(path: KeyPath, value: Json): string {
  return `${emitPath(path)} = ${emitValue(value)}`;
}

/** The lines `key = value` of an object. */
export function emitPairs(object: JsonObject): string[] {
  return Object.entries(object).map(([key, value]) => emitPair([key], value));
}

/**
 * The lines of a table: header, then one line per key.
 * `path` must not be empty.
 */
export function emitTable(path: KeyPath, object: JsonObject): string[] {
  return [`[${emitPath(path)}]`, ...emitPairs(object)];
}

function emitInlineTable(object: JsonObject): string {
  const pairs = emitPairs(object);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

function emitString(value: string): string {
  if (!value.isWellFormed()) throw new EditRefused('TOML text cannot hold a lone surrogate');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must be escaped
  const escaped = value.replace(/[\u0000-\u001f"\\\u007f]/g, (char) => {
    return ESCAPES[char] ?? `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}

function emitNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const digits = String(value);
  // A whole number too large to be exact is a float; it needs a dot or an exponent to say so.
  return Number.isSafeInteger(value) || /[.e]/.test(digits) ? digits : `${digits}.0`;
}

function emitInteger(value: bigint): string {
  if (!isTomlInteger(value)) throw new EditRefused('the integer does not fit into the 64 bits of TOML');
  return value.toString();
}

/** Dates that this format's own `parse` made print as they were written: date, time or both. */
function emitDate(value: Date): string {
  if (Number.isNaN(value.getTime())) throw new EditRefused('the date is not valid');
  return value.toISOString();
}
