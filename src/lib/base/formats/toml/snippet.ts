/** The TOML lines that a person would paste. */
import { isObject, type Json } from '../../kernel/json.ts';
import type { KeyPath } from '../format.ts';
import { emitPair, emitTable } from './emit.ts';

/** Lines without a final newline that, alone in a file, give `value` at `path`. */
export function tomlSnippet(path: KeyPath, value: Json): string {
  const table = path.slice(0, -1);
  const key = path.at(-1);
  if (key === undefined) return isObject(value) ? document(value) : '';
  if (isObject(value)) return emitTable(path, value).join('\n');
  const pair = emitPair([key], value);
  return table.length === 0 ? pair : [...emitTable(table, {}), pair].join('\n');
}

/** A whole document: plain pairs first, because they may not follow a header. */
function document(value: { readonly [key: string]: Json }): string {
  const entries = Object.entries(value);
  const pairs = entries.filter(([, child]) => !isObject(child)).map(([key, child]) => emitPair([key], child));
  const tables = entries.flatMap(([key, child]) =>
    isObject(child) ? [emitTable([key], child).join('\n')] : [],
  );
  return [...(pairs.length > 0 ? [pairs.join('\n')] : []), ...tables].join('\n\n');
}
