/** Proves by meaning that an edit changed what it should and nothing else. */
import { isObject, type Json, type JsonObject, sameMeaning, valueAt } from '../../kernel/json.ts';
import { EditRefused, type KeyPath, UnparseableError } from '../format.ts';
import { readData, tooMuch } from './document.ts';
import { emitPath } from './emit.ts';

/** Throws `EditRefused` unless `after` means `before` with `value` merged in at `path`. */
export function verifySet(before: JsonObject, after: string, path: KeyPath, value: Json): void {
  verify(after, path, (data) => sameMeaning(data, withValue(before, path, value)));
}

/**
 * Throws `EditRefused` unless `after` means `before` without `path`. Tables that only the removed lines named may
 * have gone with it.
 */
export function verifyRemove(before: JsonObject, after: string, path: KeyPath): void {
  verify(after, path, (data) => {
    return valueAt(data, path) === undefined && sameMeaning(without(data, path), without(before, path));
  });
}

function verify(after: string, path: KeyPath, holds: (data: JsonObject) => boolean): void {
  try {
    if (holds(readData(after))) return;
  } catch (error) {
    if (!(error instanceof UnparseableError)) throw tooMuch(error);
    throw new EditRefused(`editing ${emitPath(path)} would make the text invalid (${error.message})`);
  }
  throw new EditRefused(`${emitPath(path)} cannot be edited without changing something else`);
}

function withValue(data: unknown, path: KeyPath, value: Json): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return merged(data, value);
  const object = isObject(data) ? data : {};
  const child = Object.hasOwn(object, key) ? object[key] : undefined;
  return { ...object, [key]: withValue(child, rest, value) };
}

function merged(data: unknown, value: Json): unknown {
  if (!isObject(data) || !isObject(value)) return value;
  const entries = Object.entries(value).map(([key, wanted]) => {
    return [key, merged(Object.hasOwn(data, key) ? data[key] : undefined, wanted)];
  });
  return { ...data, ...Object.fromEntries(entries) };
}

/** A copy without `path` and without tables on the way to it that are then empty. */
function without(data: JsonObject, path: KeyPath): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined || !Object.hasOwn(data, key)) return data;
  const { [key]: child, ...others } = data;
  if (rest.length === 0 || !isObject(child)) return rest.length === 0 ? others : data;
  const left = without(child, rest);
  return Object.keys(left).length === 0 ? others : { ...others, [key]: left };
}
