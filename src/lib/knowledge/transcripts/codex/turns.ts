/** Borders of turns, and what a roll-back takes back of them. */
import type { JsonObject } from '../../../base/kernel/json.ts';
import type { TurnFact } from '../item.ts';
import { num, obj, str } from './fields.ts';
import { type Line, note } from './line.ts';
import { rememberTurn } from './state.ts';

export function taskStarted(line: Line, payload: JsonObject): void {
  const { state } = line;
  const id = str(payload.turn_id);
  if (id === undefined) delete state.turnId;
  else state.turnId = id;
  state.turn = 'explicit';
  state.searches = 0;
  delete state.cell;
  rememberTurn(state, line.ordinal);
  border(line, 'started', id);
}

export function taskComplete(line: Line, payload: JsonObject): void {
  const { state } = line;
  const id = str(payload.turn_id) ?? state.turnId;
  state.turn = 'none';
  delete state.turnId;
  border(line, 'completed', id);
  const error = str(obj(payload.error).message);
  if (error !== undefined) note(line, `The turn failed: ${error}`);
}

export function turnAborted(line: Line, payload: JsonObject): void {
  border(line, 'aborted', str(payload.turn_id) ?? line.state.turnId);
  note(line, `The turn was aborted: ${str(payload.reason) ?? 'no reason given'}.`);
}

/**
 * Counts turns as Codex counts them when it takes some back: those with a `task_started`, and in older files each prompt;
 * what stands between turns makes one of its own.
 * @param prompt whether the event is a prompt, which begins a turn if none was opened by name
 */
export function countTurn(line: Line, prompt: boolean): void {
  const { state } = line;
  if (state.turn === 'explicit' || (state.turn === 'implicit' && !prompt)) return;
  state.turn = 'implicit';
  rememberTurn(state, line.ordinal);
}

/** `thread_rolled_back`: the file keeps everything, the last turns do not count any more. */
export function rolledBack(line: Line, payload: JsonObject): void {
  const { state } = line;
  const count = num(payload.num_turns) ?? 0;
  state.turn = 'none';
  if (count > 0) {
    const [from = 0] = state.turnStarts.splice(Math.max(0, state.turnStarts.length - count));
    const whole = state.turnStarts.length === 0;
    line.out.voidedRanges = [{ of: 'own', from: whole ? 0 : from, to: line.ordinal }];
  }
  note(line, `Turns taken back: ${count}.`);
}

function border(line: Line, phase: TurnFact['phase'], id: string | undefined): void {
  line.out.turn = {
    at: line.at,
    phase,
    ...(id === undefined ? {} : { id }),
    ...(line.inherited ? { inherited: true } : {}),
  };
}
