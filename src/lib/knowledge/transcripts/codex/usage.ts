/** Tokens by answer, from records (0.169) or from counters that only grow and repeat themselves. */
import type { JsonObject } from '../../../base/kernel/json.ts';
import type { UsageFact } from '../item.ts';
import { num, obj, str } from './fields.ts';
import { idOf, type Line } from './line.ts';

export interface Totals {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
  readonly reasoning: number;
}

/** `token_usage_record`: one per answer of the model. */
export function usageRecord(line: Line, payload: JsonObject): void {
  const thread = str(payload.thread_id)?.toLowerCase();
  if (line.inherited || (thread !== undefined && thread !== line.state.thread)) return;
  line.state.recorded = true;
  add(line, totalsOf(payload.usage), payload.response_id, str(payload.turn_id));
}

/** `token_count`: cumulative, written up to twice per answer, null before the first. */
export function tokenCount(line: Line, payload: JsonObject): void {
  const { state } = line;
  const info = obj(payload.info);
  const total = totalsOf(info.total_token_usage);
  if (!total) return;
  const before = state.totals;
  state.totals = total;
  if (line.inherited) return;
  if (state.recorded) {
    state.recorded = false;
    return;
  }
  // A thread that starts from another's history begins above zero, and a counter may begin anew.
  const known = before !== undefined && !isBelow(total, before);
  add(line, known ? difference(total, before) : (totalsOf(info.last_token_usage) ?? total), undefined);
}

function add(line: Line, tokens: Totals | undefined, own: unknown, turn = line.turnId): void {
  if (!tokens || (tokens.input === 0 && tokens.output === 0)) return;
  const fact: UsageFact = {
    id: `usage:${idOf(line, own)}`,
    at: line.at,
    ...(turn === undefined ? {} : { turnId: turn }),
    ...(line.state.model === undefined ? {} : { model: line.state.model }),
    ...tokens,
  };
  line.out.usage.push(fact);
}

function totalsOf(value: unknown): Totals | undefined {
  const usage = obj(value);
  const input = num(usage.input_tokens);
  const output = num(usage.output_tokens);
  if (input === undefined && output === undefined) return undefined;
  return {
    input: input ?? 0,
    cachedInput: num(usage.cached_input_tokens) ?? 0,
    output: output ?? 0,
    reasoning: num(usage.reasoning_output_tokens) ?? 0,
  };
}

function isBelow(now: Totals, before: Totals): boolean {
  return now.input < before.input || now.output < before.output || now.cachedInput < before.cachedInput;
}

function difference(now: Totals, before: Totals): Totals {
  return {
    input: now.input - before.input,
    cachedInput: now.cachedInput - before.cachedInput,
    output: now.output - before.output,
    reasoning: Math.max(0, now.reasoning - before.reasoning),
  };
}
