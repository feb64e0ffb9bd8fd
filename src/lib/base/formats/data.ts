/** What an edit of a keyed file has to mean, said in plain data; editors compare their result with it. */
import { isObject, type Json, type JsonObject, sameMeaning } from '../kernel/json.ts';
import { EditRefused, type KeyPath } from './format.ts';

/** Deeper documents, paths and values are refused, so that no recursion can overflow. */
export const MAX_DEPTH = 500;

/** `value` laid over `base`: objects are merged key by key, everything else is replaced. */
export function overlay(base: Json | undefined, value: Json): Json {
  if (!isObject(base) || !isObject(value)) return value;
  // fromEntries and spread define own properties, so a key `__proto__` stays data.
  const merged = Object.entries(value).map(([key, item]): [string, Json] => [
    key,
    overlay(Object.hasOwn(base, key) ? base[key] : undefined, item),
  ]);
  return { ...base, ...Object.fromEntries(merged) };
}

/** `{a: {b: value}}` for the path `a`, `b`. */
export function wrap(path: KeyPath, value: Json): Json {
  return path.reduceRight<Json>((inner, key) => ({ [key]: inner }), value);
}

/** The data without the key at `path`; the same data if it is not there. */
export function without(data: JsonObject, path: KeyPath): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined || !Object.hasOwn(data, key)) return data;
  if (rest.length === 0) return Object.fromEntries(Object.entries(data).filter(([name]) => name !== key));
  const inner = data[key];
  return isObject(inner) ? { ...data, [key]: without(inner, rest) } : data;
}

/** Throws `EditRefused` where a step before the last one exists and is not an object. */
export function checkSteps(data: JsonObject, path: KeyPath): void {
  if (path.length > MAX_DEPTH) throw new EditRefused(`the path is longer than ${MAX_DEPTH} steps`);
  let value: Json | undefined = data;
  for (const [index, key] of path.entries()) {
    if (value === undefined) return;
    if (!isObject(value))
      throw new EditRefused(`${nameOf(path.slice(0, index))} is ${kindOf(value)}, not an object`);
    value = Object.hasOwn(value, key) ? value[key] : undefined;
  }
}

/** Throws `EditRefused` for a value that a file cannot hold or that is nested too deeply. */
export function checkValue(value: Json, depth = 0): void {
  if (depth > MAX_DEPTH) throw new EditRefused(`the value is nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) {
    for (const item of value) checkValue(item, depth + 1);
  } else if (isObject(value)) {
    for (const item of Object.values(value)) checkValue(item, depth + 1);
  } else if (typeof value === 'number' ? !Number.isFinite(value) : !isScalar(value)) {
    throw new EditRefused(
      `a value of the kind ${value === undefined ? 'undefined' : typeof value} cannot be written`,
    );
  }
}

/** The array at `path` (empty if missing). Throws `EditRefused` if something else is there. */
export function arrayAt(data: JsonObject, path: KeyPath): readonly Json[] | undefined {
  let value: Json | undefined = data;
  for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw new EditRefused(`${nameOf(path)} is ${kindOf(value)}, not an array`);
  return value;
}

/** Throws `EditRefused` if the edited document does not mean exactly what was wanted. */
export function checkResult(actual: Json, wanted: Json): void {
  if (!sameMeaning(actual, wanted)) throw new EditRefused('the edit would change more than the wanted key');
}

/** A path for messages: `mcpServers.nerve`, with odd keys quoted. */
export function nameOf(path: KeyPath): string {
  if (path.length === 0) return 'the root';
  return path.map((key) => (/^[\w@$-]+$/.test(key) ? key : JSON.stringify(key))).join('.');
}

/** `an array`, `null`, `a string` … for messages. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'bigint', 'boolean'].includes(typeof value);
}
