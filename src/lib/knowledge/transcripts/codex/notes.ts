/** What Codex itself says of the conversation: reviews, goals, sub-agents, errors. */
import type { JsonObject } from '../../../base/kernel/json.ts';
import { durationMs, jsonText, list, obj, str } from './fields.ts';
import { sessionOf } from './head.ts';
import { idOf, type Line, note } from './line.ts';

const LONGEST_TARGET = 500;

/** `EnteredReviewMode` and `entered_review_mode`. */
export function reviewEntered(line: Line, item: JsonObject): void {
  const hint = str(item.user_facing_hint) ?? jsonText(item.target).slice(0, LONGEST_TARGET);
  note(line, `Review begins: ${hint}`, undefined, idOf(line, item.id));
}

/** `ExitedReviewMode` and `exited_review_mode`. */
export function reviewExited(line: Line, item: JsonObject): void {
  const text = reviewText(obj(item.review_output));
  note(line, text === '' ? 'Review ends.' : `Review ends: ${text}`, undefined, idOf(line, item.id));
}

/** `thread_goal_updated`. */
export function goalUpdated(line: Line, payload: JsonObject): void {
  const goal = obj(payload.goal);
  const text = str(goal.objective) ?? jsonText(payload.goal).slice(0, LONGEST_TARGET);
  note(line, `Goal: ${text}`, { status: str(goal.status) });
}

/** `SubAgentActivity` and `sub_agent_activity`: its id is that of the call, which stays beside it. */
export function subAgentActivity(line: Line, item: JsonObject): void {
  const thread = str(item.agent_thread_id);
  if (thread !== undefined && !line.inherited) line.out.children = [sessionOf(thread)];
  const kind = str(item.kind) ?? 'active';
  const own = str(item.id) ?? str(item.event_id);
  note(
    line,
    `Sub-agent ${str(item.agent_path) ?? thread ?? ''} ${kind}.`,
    { agent: thread === undefined ? undefined : sessionOf(thread), model: str(item.model) },
    own === undefined ? undefined : idOf(line, own, `:${kind}`),
  );
}

/** `Sleep`. */
export function sleep(line: Line, item: JsonObject): void {
  note(line, 'The agent slept.', { ms: durationMs(item.duration) }, idOf(line, item.id));
}

/** `error`. */
export function failed(line: Line, payload: JsonObject): void {
  note(line, `Error: ${str(payload.message) ?? 'without a message'}`);
}

/** Findings and their words, for the note at the end of a review. */
function reviewText(output: JsonObject): string {
  const findings = list(output.findings).map((entry) => {
    const finding = obj(entry);
    return [str(finding.title), str(finding.body)].filter((part) => part !== undefined).join('\n');
  });
  return [str(output.overall_explanation) ?? '', ...findings].filter((part) => part !== '').join('\n\n');
}
