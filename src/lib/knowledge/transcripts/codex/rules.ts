/**
 * What becomes of every type of line that Codex 0.50 to 0.169 persists: one row each, read by the reader, by the tests
 * and by docs/ingest.md. A type without a row becomes an `unknown` item.
 */
import type { ItemKind } from '../item.ts';

export interface Rule {
  /** `type`, `response_item/<type>`, `event_msg/<type>`, or `item/<Type>` for what `item_completed` carries. */
  readonly type: string;
  readonly becomes: ItemKind | 'head' | 'turn' | 'usage' | 'void' | 'nothing';
  /** Why, or what else. */
  readonly note: string;
  /** In files of the other mode the line is `unknown`: its twin is what counts there. */
  readonly mode?: 'legacy' | 'paginated';
  /** Not even parsed unless its beginning holds this. */
  readonly onlyWith?: string;
  /** Not even parsed if its beginning holds this, unless what is encrypted is to be kept. */
  readonly readable?: string;
}

const LINES: readonly Rule[] = [
  { type: 'session_meta', becomes: 'head', note: 'the first; one of another thread begins a copied history' },
  { type: 'turn_context', becomes: 'head', note: 'model and working directory of what follows' },
  { type: 'compacted', becomes: 'compaction', note: 'the summary; the replacing history is not repeated' },
  { type: 'world_state', becomes: 'nothing', note: 'facts of the environment' },
  { type: 'token_usage_record', becomes: 'usage', note: 'of this thread' },
  {
    type: 'inter_agent_communication_metadata',
    becomes: 'nothing',
    note: 'the `agent_message` after it has the words',
  },
];

const RESPONSE_ITEMS: readonly Rule[] = [
  {
    type: 'response_item/message',
    becomes: 'tool_call',
    note: 'only `<user_shell_command>` in legacy mode; all else is injected, or has a twin',
    onlyWith: '<user_shell_command>',
  },
  {
    type: 'response_item/agent_message',
    becomes: 'note',
    note: 'between agents; what is encrypted as length',
  },
  {
    type: 'response_item/reasoning',
    becomes: 'reasoning',
    note: 'only if all of it is encrypted, as its length; else the twin before it has the words',
    readable: '"summary":[{',
  },
  { type: 'response_item/function_call', becomes: 'tool_call', note: '`update_plan` becomes a plan' },
  { type: 'response_item/custom_tool_call', becomes: 'tool_call', note: '`exec` is a cell of code mode' },
  { type: 'response_item/local_shell_call', becomes: 'tool_call', note: '' },
  { type: 'response_item/tool_search_call', becomes: 'tool_call', note: '' },
  { type: 'response_item/function_call_output', becomes: 'tool_result', note: 'unless the call carries it' },
  {
    type: 'response_item/custom_tool_call_output',
    becomes: 'tool_result',
    note: 'unless the call carries it',
  },
  { type: 'response_item/tool_search_output', becomes: 'tool_result', note: 'names of the tools found' },
  { type: 'response_item/web_search_call', becomes: 'tool_call', note: 'unless its twin came before' },
  { type: 'response_item/image_generation_call', becomes: 'image', note: 'the prompt, not the picture' },
  { type: 'response_item/additional_tools', becomes: 'nothing', note: 'schemas of tools' },
  { type: 'response_item/ghost_snapshot', becomes: 'nothing', note: 'a commit for undo (0.77)' },
  { type: 'response_item/configuration_update', becomes: 'nothing', note: 'for the service' },
  { type: 'response_item/compaction', becomes: 'nothing', note: 'encrypted; `compacted` counts' },
  { type: 'response_item/compaction_trigger', becomes: 'nothing', note: '`compacted` counts' },
  { type: 'response_item/context_compaction', becomes: 'nothing', note: '`compacted` counts' },
];

const EVENTS: readonly Rule[] = [
  { type: 'event_msg/task_started', becomes: 'turn', note: '' },
  { type: 'event_msg/task_complete', becomes: 'turn', note: 'and a note, if it failed' },
  { type: 'event_msg/turn_aborted', becomes: 'turn', note: 'and a note' },
  {
    type: 'event_msg/token_count',
    becomes: 'usage',
    note: 'the difference to the one before, if no record had it',
  },
  { type: 'event_msg/thread_rolled_back', becomes: 'void', note: 'the last turns; and a note' },
  { type: 'event_msg/thread_goal_updated', becomes: 'note', note: '' },
  { type: 'event_msg/thread_settings_applied', becomes: 'nothing', note: '`turn_context` says it again' },
  { type: 'event_msg/user_message', becomes: 'text', note: 'the prompt', mode: 'legacy' },
  { type: 'event_msg/agent_message', becomes: 'text', note: 'the answer', mode: 'legacy' },
  { type: 'event_msg/agent_reasoning', becomes: 'reasoning', note: '', mode: 'legacy' },
  { type: 'event_msg/agent_reasoning_raw_content', becomes: 'reasoning', note: '', mode: 'legacy' },
  { type: 'event_msg/mcp_tool_call_end', becomes: 'tool_call', note: 'replaces the raw call' },
  { type: 'event_msg/patch_apply_end', becomes: 'tool_call', note: 'replaces the raw call' },
  { type: 'event_msg/exec_command_end', becomes: 'tool_call', note: 'replaces the raw call' },
  { type: 'event_msg/web_search_end', becomes: 'tool_call', note: '' },
  { type: 'event_msg/image_generation_end', becomes: 'image', note: '' },
  { type: 'event_msg/view_image_tool_call', becomes: 'image', note: 'replaces the raw call' },
  { type: 'event_msg/entered_review_mode', becomes: 'note', note: '', mode: 'legacy' },
  { type: 'event_msg/exited_review_mode', becomes: 'note', note: 'with the findings', mode: 'legacy' },
  { type: 'event_msg/sub_agent_activity', becomes: 'note', note: 'and the child', mode: 'legacy' },
  { type: 'event_msg/context_compacted', becomes: 'nothing', note: '`compacted` counts' },
  { type: 'event_msg/error', becomes: 'note', note: '' },
];

const ITEMS: readonly Rule[] = [
  { type: 'item/UserMessage', becomes: 'text', note: 'the prompt', mode: 'paginated' },
  { type: 'item/HookPrompt', becomes: 'note', note: '' },
  { type: 'item/AgentMessage', becomes: 'text', note: 'the answer', mode: 'paginated' },
  { type: 'item/Reasoning', becomes: 'reasoning', note: '', mode: 'paginated' },
  { type: 'item/Plan', becomes: 'plan', note: '' },
  { type: 'item/CommandExecution', becomes: 'tool_call', note: 'with output; replaces the raw call' },
  { type: 'item/FileChange', becomes: 'tool_call', note: 'with output; replaces the raw call' },
  { type: 'item/McpToolCall', becomes: 'tool_call', note: 'with output; replaces the raw call' },
  { type: 'item/DynamicToolCall', becomes: 'tool_call', note: 'with output; replaces the raw call' },
  { type: 'item/CollabAgentToolCall', becomes: 'tool_call', note: 'and the children; replaces the raw call' },
  { type: 'item/FunctionCallOutput', becomes: 'tool_result', note: '' },
  { type: 'item/SubAgentActivity', becomes: 'note', note: 'and the child' },
  { type: 'item/WebSearch', becomes: 'tool_call', note: '' },
  { type: 'item/ImageView', becomes: 'image', note: 'replaces the raw call' },
  { type: 'item/ImageGeneration', becomes: 'image', note: 'the prompt, not the picture' },
  { type: 'item/EnteredReviewMode', becomes: 'note', note: '' },
  { type: 'item/ExitedReviewMode', becomes: 'note', note: 'with the findings' },
  { type: 'item/ContextCompaction', becomes: 'nothing', note: '`compacted` counts' },
  { type: 'item/Sleep', becomes: 'note', note: '' },
];

/** All rows, in the order in which docs/ingest.md shows them. */
export const RULES: readonly Rule[] = [...LINES, ...RESPONSE_ITEMS, ...EVENTS, ...ITEMS];
