/** Fields of a parsed row, taken only where they have the type that is expected; other programs' rows promise nothing. */
import { isObject, type Json, type JsonObject } from '../../base/kernel/json.ts';

export function textField(row: JsonObject | undefined, key: string): string | undefined {
  const value = fieldOf(row, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberField(row: JsonObject | undefined, key: string): number | undefined {
  const value = fieldOf(row, key);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function objectField(row: JsonObject | undefined, key: string): JsonObject | undefined {
  const value = fieldOf(row, key);
  return isObject(value) ? value : undefined;
}

/** The objects of a list; empty where there is no list. */
export function objectsField(row: JsonObject | undefined, key: string): JsonObject[] {
  const value = fieldOf(row, key);
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Milliseconds since the epoch of an ISO time. */
export function timeField(row: JsonObject | undefined, key: string): number | undefined {
  const time = Date.parse(textField(row, key) ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** An object of the entries that are known, or undefined where none is. */
export function known(entries: Readonly<Record<string, Json | undefined>>): JsonObject | undefined {
  const kept = Object.entries(entries).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** Bytes behind a text in base64. */
export function base64Bytes(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return Math.floor((text.replace(/=+$/, '').length * 3) / 4);
}

/** What `table` has under `key` itself, not what every object inherits. */
export function ruleOf<Rule>(
  table: Readonly<Record<string, Rule>>,
  key: string | undefined,
): Rule | undefined {
  return key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

function fieldOf(row: JsonObject | undefined, key: string): Json | undefined {
  return row !== undefined && Object.hasOwn(row, key) ? row[key] : undefined;
}
