/** Takes secrets out of what is going to be stored, and counts them. */
import { isObject, type Json, type JsonObject } from '../../base/kernel/json.ts';
import { findSecrets } from '../../base/kernel/redact.ts';
import { maskSpans } from '../../base/kernel/secret-spans.ts';

export interface Cleaner {
  text(value: string): string;
  /** Texts inside, also with the name that they stand under: `token: …`. */
  data(value: JsonObject): JsonObject;
  /** Secrets so far. */
  readonly hits: number;
}

export function createCleaner(): Cleaner {
  let hits = 0;
  const text = (value: string): string => {
    const secrets = findSecrets(value);
    if (secrets.length === 0) return value;
    hits += secrets.length;
    return maskSpans(value, secrets);
  };
  const named = (name: string, value: string): string => {
    const prefix = `${name}: `;
    const clean = text(prefix + value);
    return clean.startsWith(prefix) ? clean.slice(prefix.length) : clean;
  };
  const inside = (value: Json, name: string | undefined): Json => {
    if (typeof value === 'string') return name === undefined ? text(value) : named(name, value);
    if (Array.isArray(value)) return value.map((part: Json) => inside(part, name));
    return isObject(value) ? data(value) : value;
  };
  const data = (value: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inside(part, name)]));
  return {
    text,
    data,
    get hits() {
      return hits;
    },
  };
}
