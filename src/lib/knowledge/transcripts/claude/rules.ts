/**
 * What becomes of everything that Claude Code writes, as data: one row per type. The reader does nothing that no row
 * says; what has no row is kept whole as `unknown`. Types seen in transcripts of 2.1.328, or named in that release's program.
 */
import type { ItemKind } from '../item.ts';

export interface Rule {
  /** A kind of item; `content` for what another table decides; `head` for the session's facts. */
  readonly to: ItemKind | 'content' | 'head' | 'skipped';
  readonly what: string;
}

const skipped = (what: string): Rule => ({ to: 'skipped', what });
const head = (what: string): Rule => ({ to: 'head', what });
const note = (what: string): Rule => ({ to: 'note', what });

/** By `type` of the row. */
export const ROWS: Readonly<Record<string, Rule>> = {
  user: { to: 'content', what: 'a prompt, the result of a tool, or words that the program put in' },
  assistant: { to: 'content', what: 'one block of an answer; its usage counts once per message' },
  system: { to: 'content', what: 'what the program says; its `subtype` decides' },
  attachment: { to: 'content', what: 'context put in; its inner type decides' },
  'ai-title': head('title made by the model'),
  'custom-title': head('title given by a person; wins'),
  summary: head('title of older releases; only after rows of this session'),
  relocated: head('the session moved to another folder'),
  'derived-from': head('the session that this one was branched from'),
  'queue-operation': skipped('prompts on their way to the agent; each has a row of its own once it is there'),
  'pr-link': head('the pull request of the session'),
  'api-request': skipped('the raw request'),
  'api-request-shape': skipped('the raw request: prompt and tools, about 100 KB'),
  'api-request-blob': skipped('the raw request: messages that have rows of their own'),
  'api-request-resumed': skipped('the raw request'),
  'last-prompt': skipped('bookkeeping'),
  'tools-used': skipped('bookkeeping'),
  'atis-latch': skipped('bookkeeping'),
  'cost-state': skipped('sums; the usage of each answer is counted instead'),
  mode: skipped('bookkeeping'),
  'permission-mode': skipped('bookkeeping'),
  'repl-mode': skipped('bookkeeping'),
  'memory-mode': skipped('bookkeeping'),
  'worktree-state': skipped('bookkeeping'),
  'file-history-snapshot': skipped('copies of files for going back'),
  'file-history-delta': skipped('copies of files for going back'),
  'attribution-snapshot': skipped('bookkeeping'),
  'content-replacement': skipped('results that were shortened for the model; their rows are whole'),
  'resume-head-vouch': skipped('bookkeeping'),
  'continued-in': skipped('bookkeeping'),
  'fork-context-ref': skipped('bookkeeping'),
  'history-suppression': skipped('bookkeeping'),
  'ended-by-model': skipped('bookkeeping'),
  'agent-name': skipped('look of the agent'),
  'agent-color': skipped('look of the agent'),
  'agent-setting': skipped('look of the agent'),
  tag: skipped('bookkeeping'),
  'bridge-session': skipped('remote control'),
  'session-owner': skipped('remote control'),
  'isolation-latch': skipped('bookkeeping'),
  'dev-mods': skipped('bookkeeping'),
  'observer-ref': skipped('bookkeeping'),
  'frame-link': skipped('bookkeeping'),
  'artifact-comment-monitor': skipped('bookkeeping'),
  'artifact-autoreact-ledger': skipped('bookkeeping'),
  'data-flow-records': skipped('bookkeeping'),
  'data-flow-incomplete': skipped('bookkeeping'),
  progress: skipped('a tool on its way; the result follows'),
};

/** By `type` of a block in `message.content`; a `content` that is a text alone is one `text` block. */
export const BLOCKS: Readonly<Record<string, Rule>> = {
  text: { to: 'text', what: 'what was said; of role `user` only what a person typed, else a `note`' },
  thinking: { to: 'reasoning', what: 'the words; the signature is left out' },
  redacted_thinking: { to: 'reasoning', what: 'without words' },
  image: { to: 'image', what: 'media type and size; the bytes are left out' },
  document: { to: 'image', what: 'media type and size; the bytes are left out' },
  tool_use: { to: 'tool_call', what: '`callId` is the id that calls of the hub carry' },
  server_tool_use: { to: 'tool_call', what: 'a tool of the provider' },
  mcp_tool_use: { to: 'tool_call', what: 'a call that the provider made' },
  tool_result: { to: 'tool_result', what: 'with exit code, files and whether it was refused' },
  web_search_tool_result: { to: 'tool_result', what: 'of a tool of the provider' },
  web_fetch_tool_result: { to: 'tool_result', what: 'of a tool of the provider' },
  code_execution_tool_result: { to: 'tool_result', what: 'of a tool of the provider' },
  mcp_tool_result: { to: 'tool_result', what: 'of a call that the provider made' },
};

/** By `subtype` of a row of type `system`. */
export const SYSTEM: Readonly<Record<string, Rule>> = {
  compact_boundary: note('cause and tokens; the summary that follows becomes the `compaction`'),
  microcompact_boundary: note('results that were taken out of the context'),
  local_command: note('a slash command and what it printed'),
  informational: note('a message of the program'),
  notification: note('a message of the program'),
  api_error: note('a request that failed'),
  permission_denied: note('a tool that was refused'),
  permission_retry: note('a tool that was allowed later'),
  model_fallback: note('another model answered'),
  model_refusal_fallback: note('another model answered'),
  model_refusal_no_fallback: note('no model answered'),
  model_consent_fallback: note('another model answered'),
  away_summary: note('what happened while nobody looked'),
  scheduled_task_fire: note('a prompt by the clock'),
  memory_saved: note('a memory was written'),
  turn_duration: skipped('bookkeeping'),
  stop_hook_summary: skipped('bookkeeping'),
  thinking_tokens: skipped('bookkeeping'),
  bridge_status: skipped('remote control'),
};

const context = skipped('context for the model');

/** By `attachment.type` of a row of type `attachment`. */
export const ATTACHMENTS: Readonly<Record<string, Rule>> = {
  queued_command: {
    to: 'text',
    what: 'a prompt typed while the agent worked; one that nobody typed is a `note`',
  },
  hook_blocking_error: note('a hook that stopped the agent'),
  hook_stopped_continuation: note('a hook that stopped the agent'),
  max_turns_reached: note('the agent was stopped'),
  ...Object.fromEntries(
    [
      'account_memory_recall',
      'agent_listing_delta',
      'agent_mention',
      'async_hook_response',
      'auto_mode',
      'auto_mode_exit',
      'context_efficiency',
      'critical_system_reminder',
      'date',
      'deferred_tools_delta',
      'deferred_tools_record',
      'diagnostics',
      'dynamic_skill',
      'edited_text_file',
      'environment',
      'file',
      'hook_additional_context',
      'hook_cancelled',
      'hook_error_during_execution',
      'hook_non_blocking_error',
      'hook_permission_decision',
      'hook_success',
      'hook_system_message',
      'instructions',
      'invoked_skills',
      'language',
      'mcp_instructions_delta',
      'mcp_resource',
      'memory_update',
      'model',
      'nested_memory',
      'output_style_instructions',
      'plan_mode',
      'plan_mode_exit',
      'plan_mode_reentry',
      'prompt_render_point',
      'prompt_snapshot',
      'relevant_memories',
      'remote_session_change',
      'sandbox_instructions',
      'session_context',
      'skill_listing',
      'structured_output',
      'task_reminder',
      'task_status',
      'team_context',
      'todo_reminder',
      'tool_search_usage_reminder',
      'total_tokens_reminder',
    ].map((type) => [type, context]),
  ),
};
