/** Values of unknown shape: what is not as expected is absent. Nothing here throws. */
import { isObject, type Json, type JsonObject } from '../../../base/kernel/json.ts';

/** A text that is not empty. */
export function str(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function num(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function obj(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The texts of an array, others left out. */
export function strings(value: unknown): string[] {
  return list(value).flatMap((part) => str(part) ?? []);
}

/** The object of a line or a field of JSON text, or undefined. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** JSON text of a value; empty for none. Nesting too deep to write gives a remark. */
export function jsonText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  try {
    return JSON.stringify(value);
  } catch {
    return '(nested too deeply)';
  }
}

/** Without what is undefined; the object itself if nothing is. */
export function facts(values: Readonly<Record<string, Json | undefined>>): JsonObject {
  for (const key in values) if (values[key] === undefined) return withoutUndefined(values);
  return values as JsonObject;
}

function withoutUndefined(values: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as JsonObject;
}

/** `{secs, nanos}` in milliseconds. */
export function durationMs(value: unknown): number | undefined {
  const secs = num(obj(value).secs);
  return secs === undefined ? undefined : Math.round(secs * 1000 + (num(obj(value).nanos) ?? 0) / 1e6);
}

/** `/a b` of `file:///a%20b`; a plain path stays as it is. */
export function pathOf(value: unknown): string | undefined {
  const text = str(value);
  if (!text?.startsWith('file://')) return text;
  try {
    return decodeURIComponent(text.slice('file://'.length));
  } catch {
    return text.slice('file://'.length);
  }
}

/** The time inside a UUID of version 7, in milliseconds. */
export function uuidTime(id: string | undefined): number | undefined {
  const match = id === undefined ? null : /^([0-9a-f]{8})-([0-9a-f]{4})-7/i.exec(id);
  return match ? Number.parseInt(`${match[1]}${match[2]}`, 16) : undefined;
}
