/** What a reader gives for a line that says nothing, or that it cannot read. */
import { isObject, type JsonObject } from '../../base/kernel/json.ts';
import type { Reading } from './item.ts';

export const NOTHING: Reading = { items: [], usage: [], voided: [] };

/**
 * The object that a line holds. Programs that were stopped while writing leave zero bytes before a line, which are
 * passed over.
 * @returns undefined for a line without content, a sentence for one that is no JSON object
 */
export function parseLine(line: string): JsonObject | string | undefined {
  let start = 0;
  while (line.charCodeAt(start) === 0) start += 1;
  const text = start === 0 ? line : line.slice(start);
  if (text.trim() === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : 'The line is JSON, but no object.';
  } catch {
    return 'The line is no JSON.';
  }
}
