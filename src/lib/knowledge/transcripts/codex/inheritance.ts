/**
 * Which lines at the beginning of a file are copies of another session's. Sub-agents of 0.169 say where their own begin;
 * forks in legacy mode do not, but their turns carry the time at which they really began. Forks and reverts in paginated
 * mode copy nothing.
 */
import type { JsonObject } from '../../../base/kernel/json.ts';
import { num, obj, str, uuidTime } from './fields.ts';
import type { Rule } from './rules.ts';

/** Lines of a copy are written in one go; the first of one's own waits for a person or a model. */
const COPY_GAP_MS = 50;

export type Inheritance =
  | { readonly by: 'ordinal'; readonly until: number }
  | {
      readonly by: 'turns';
      /** When the session was made; older turns are copied. */
      readonly made: number;
      readonly sawTurn: boolean;
      readonly last?: number;
    };

/** What the file's own first line says of copied lines after it. */
export function inheritanceOf(meta: JsonObject, at: number): Inheritance | undefined {
  const until = num(meta.subagent_history_start_ordinal);
  if (until !== undefined) return { by: 'ordinal', until };
  const copied =
    str(meta.forked_from_id) !== undefined && str(obj(meta.history_base).thread_id) === undefined;
  return copied ? byTurns(meta, at) : undefined;
}

/** The rule for a file that holds the first line of another session's. */
export function byTurns(meta: JsonObject, at: number): Inheritance {
  const made = Date.parse(str(meta.timestamp) ?? '');
  return { by: 'turns', made: Number.isNaN(made) ? (uuidTime(str(meta.id)) ?? at) : made, sawTurn: false };
}

/** The rule after a line; undefined once the copy is over, and then the line is the session's own. */
export function inheritedAfter(
  rule: Inheritance,
  line: {
    readonly rule: Rule | undefined;
    readonly ordinal: number;
    readonly at: number;
    readonly payload: JsonObject;
  },
): Inheritance | undefined {
  if (rule.by === 'ordinal') return line.ordinal < rule.until ? rule : undefined;
  if (line.rule?.type === 'event_msg/task_started') {
    const started = turnTime(line.payload);
    return started !== undefined && started < rule.made
      ? { ...rule, sawTurn: true, last: line.at }
      : undefined;
  }
  // Before 0.130 turns have no ids: only the pace of the lines is left.
  const paused = rule.last !== undefined && line.at - rule.last > COPY_GAP_MS;
  return !rule.sawTurn && paused ? undefined : { ...rule, last: line.at };
}

/** When a turn began, in milliseconds: by its id, else by its whole second, taken at its end. */
function turnTime(payload: JsonObject): number | undefined {
  const seconds = num(payload.started_at);
  return uuidTime(str(payload.turn_id)) ?? (seconds === undefined ? undefined : (seconds + 1) * 1000);
}
