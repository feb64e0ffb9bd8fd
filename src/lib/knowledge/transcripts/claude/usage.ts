/** Tokens of Claude Code's answers: every row of a message repeats them. Pure. */
import type { JsonObject } from '../../../base/kernel/json.ts';
import type { UsageFact } from '../item.ts';
import { numberField, objectField, textField } from '../row-fields.ts';
import type { ClaudeState } from './state.ts';

/** Rows of one message stand together, tool results between them at most. */
const REMEMBERED = 8;

/**
 * The usage of a message, told with its first row. A release that wrote rows before the answer was complete counted up
 * its output; then the fact comes again, with the same id and the greater number.
 */
export function usageOf(state: ClaudeState, row: JsonObject, message: JsonObject): UsageFact | undefined {
  const usage = objectField(message, 'usage');
  const id = textField(message, 'id') ?? textField(row, 'uuid');
  const model = textField(message, 'model');
  // The program's own words have no model.
  if (usage === undefined || id === undefined || model === '<synthetic>') return undefined;
  const count = (key: string, from: JsonObject | undefined = usage): number => numberField(from, key) ?? 0;
  const output = count('output_tokens');
  const before = state.counted.find(([counted]) => counted === id);
  if (before !== undefined && before[1] >= output) return undefined;
  state.counted = [...state.counted.filter((entry) => entry !== before), [id, output] as const].slice(
    -REMEMBERED,
  );
  const cachedInput = count('cache_read_input_tokens');
  return {
    id,
    at: state.at,
    ...(state.turn !== undefined && { turnId: state.turn }),
    ...(model !== undefined && { model }),
    input: count('input_tokens') + count('cache_creation_input_tokens') + cachedInput,
    cachedInput,
    output,
    reasoning: count('thinking_tokens', objectField(usage, 'output_tokens_details')),
  };
}
