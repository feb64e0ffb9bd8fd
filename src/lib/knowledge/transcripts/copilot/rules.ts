/**
 * What becomes of every event that Copilot CLI keeps, as data: one row per type. What has no row is kept whole as
 * `unknown`. Types seen in sessions of 1.0.102, or in the published schema of its events.
 */
import type { ItemKind } from '../item.ts';

export interface Rule {
  /** A kind of item; `usage`; `head` for the session's facts. */
  readonly to: ItemKind | 'head' | 'usage' | 'skipped';
  readonly what: string;
  /** Where a `note` has its words. */
  readonly words?: string;
}

const skipped = (what: string): Rule => ({ to: 'skipped', what });
const head = (what: string): Rule => ({ to: 'head', what });
const note = (what: string, words = 'message'): Rule => ({ to: 'note', what, words });

/** By `type` of the event. */
export const EVENTS: Readonly<Record<string, Rule>> = {
  'session.start': head('session, folder, git, release, model'),
  'session.resume': head('model; git where it was not known'),
  'session.context_changed': head('git'),
  'session.model_change': head('the model from now on; not of sub-agents'),
  'session.title_changed': head('title'),
  'user.message': {
    to: 'text',
    what: 'a prompt; a `note` if it has a `source`, as those of agents and skills',
  },
  'assistant.message': {
    to: 'text',
    what: 'reasoning, words and one `tool_call` per request, each an item of its own',
  },
  'assistant.reasoning': { to: 'reasoning', what: 'then the next message does not repeat it' },
  'tool.execution_start': { to: 'tool_call', what: 'only where no message asked for it' },
  'tool.execution_complete': { to: 'tool_result', what: 'with exit code, files and whether it was refused' },
  'session.usage_record': { to: 'usage', what: 'of each answer; the input includes what was cached' },
  'session.compaction_complete': { to: 'compaction', what: 'with its usage; a `note` if it failed' },
  abort: note('a turn that was interrupted', 'reason'),
  'session.error': note('an error'),
  'session.warning': note('a warning'),
  'session.info': note('a message of the program'),
  'session.handoff': note('the session came from another place', 'summary'),
  'session.context_cleared': note('the agent forgot what was before', 'initialMessage'),
  'session.snapshot_rewind': note('the session was taken back'),
  'session.task_complete': note('the agent says that it is finished', 'summary'),
  'subagent.failed': note('a sub-agent that failed', 'error'),
  'skill.invoked': note('name of the skill; its text is left out', 'name'),
  'system.notification': note('words of the program for the model', 'content'),
  'subagent.started': skipped('the call that started it has a row'),
  'subagent.completed': skipped('the result of the call has a row'),
  'subagent.configured': skipped('bookkeeping'),
  'subagent.selected': skipped('bookkeeping'),
  'subagent.deselected': skipped('bookkeeping'),
  'system.message': skipped('the system prompt, about 20 KB'),
  'assistant.turn_start': skipped('bookkeeping'),
  'assistant.turn_end': skipped('bookkeeping'),
  'assistant.intent': skipped('bookkeeping'),
  'assistant.usage': skipped('not kept on disk; `session.usage_record` is'),
  'tool.user_requested': skipped('its start and its end have rows'),
  'tool_search.activated': skipped('bookkeeping'),
  'permission.requested': skipped('the result of the call says what came of it'),
  'permission.completed': skipped('the result of the call says what came of it'),
  'external_tool.requested': skipped('bookkeeping'),
  'external_tool.completed': skipped('bookkeeping'),
  'hook.start': skipped('bookkeeping'),
  'hook.end': skipped('bookkeeping'),
  'session.shutdown': skipped('sums; the usage of each answer is counted instead'),
  'session.usage_checkpoint': skipped('sums'),
  'session.compaction_start': skipped('its end has a row'),
  'session.truncation': skipped('bookkeeping'),
  'session.mode_changed': skipped('bookkeeping'),
  'session.permissions_changed': skipped('bookkeeping'),
  'session.plan_changed': skipped('bookkeeping'),
  'session.workspace_file_changed': skipped('bookkeeping'),
  'session.remote_steerable_changed': skipped('remote control'),
  'session.session_limits_changed': skipped('bookkeeping'),
  'session.auto_mode_resolved': skipped('bookkeeping'),
  'session.autopilot_objective_changed': skipped('bookkeeping'),
  'session.schedule_created': skipped('bookkeeping'),
  'session.schedule_cancelled': skipped('bookkeeping'),
  'session.schedule_rearmed': skipped('bookkeeping'),
  'session.binary_asset': skipped('bytes of images'),
  'session.canvas.recorded': skipped('bookkeeping'),
  'session.canvas.removed': skipped('bookkeeping'),
  'model.turn_started': skipped('the raw request of a compaction'),
  'model.model_call_started': skipped('the raw request of a compaction'),
  'model.model_call_success': skipped('the raw answer of a compaction, about 30 KB'),
  'model.message': skipped('the raw answer of a compaction'),
  'model.response': skipped('the raw answer of a compaction'),
  'model.turn_ended': skipped('the raw request of a compaction'),
  'model.messages_snapshot': skipped('the raw request of a compaction, about 30 KB'),
};
