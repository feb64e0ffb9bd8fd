/** The values that go into an agent's config: placeholders of its record filled in. Pure. */
import { isObject, type Json, type JsonObject } from '../../base/kernel/json.ts';

export interface EntryValues {
  /** The hub's MCP endpoint. */
  readonly url: string;
  /** The agent's bearer token. */
  readonly token: string;
  /** A shell command that prints the headers as JSON. */
  readonly helper: string;
}

/** Fills `{url}`, `{token}` and `{helper}` in all texts of a value. */
export function fill(value: Json, values: EntryValues): Json {
  if (typeof value === 'string') {
    return value.replace(/\{(url|token|helper)\}/g, (_, name: keyof EntryValues) => values[name]);
  }
  if (Array.isArray(value)) return value.map((item: Json) => fill(item, values));
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, fill(child, values)]));
  }
  return value;
}

/** Objects merged level by level; later ones win. */
export function mergeObjects(...objects: readonly JsonObject[]): JsonObject {
  const merged: Record<string, Json> = {};
  for (const object of objects) {
    for (const [key, value] of Object.entries(object)) {
      const known = merged[key];
      merged[key] = isObject(known) && isObject(value) ? mergeObjects(known, value) : value;
    }
  }
  return merged;
}

/** A command line for `sh -c` (or `cmd`) from its words. */
export function shellCommand(words: readonly string[], platform: NodeJS.Platform = process.platform): string {
  return words
    .map((word) => {
      if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word)) return word;
      return platform === 'win32' ? `"${word.replaceAll('"', '""')}"` : `'${word.replaceAll("'", "'\\''")}'`;
    })
    .join(' ');
}
