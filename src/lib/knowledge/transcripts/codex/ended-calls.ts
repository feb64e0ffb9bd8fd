/** Calls as Codex itself records them when they end, with their outcome: items of 0.169, end events of older ones. */
import type { Json, JsonObject } from '../../../base/kernel/json.ts';
import type { ItemKind, Role, ToolFacts } from '../item.ts';
import { changesText, commandText, toolText } from './call-text.ts';
import { durationMs, jsonText, num, obj, pathOf, str, strings } from './fields.ts';
import { sessionOf } from './head.ts';
import { emit, idOf, type Line, ownId } from './line.ts';
import { shortImage, textOfParts } from './messages.ts';

interface Ended {
  readonly callId: unknown;
  readonly kind?: ItemKind;
  readonly role?: Role;
  readonly text: string;
  readonly output?: string;
  readonly tool: ToolFacts;
  readonly data?: Readonly<Record<string, Json | undefined>>;
}

const STATUS: ReadonlyMap<string, NonNullable<ToolFacts['status']>> = new Map([
  ['completed', 'ok'],
  ['failed', 'error'],
  ['declined', 'denied'],
  ['interrupted', 'aborted'],
]);
const FILES = 200;

/** Emits a call that has ended, in the place of its raw form if there is one; the output will not be told twice. */
function ended(line: Line, { callId, text, output, tool, data, ...rest }: Ended): void {
  const known = ownId(callId);
  const open = known === undefined ? undefined : line.state.calls.get(known);
  if (known !== undefined && open && output !== undefined) {
    line.state.calls.set(known, { ...open, carried: true });
  }
  const cell = open || rest.role === 'user' ? undefined : line.state.cell;
  emit(line, {
    id: open?.id ?? idOf(line, known),
    role: 'assistant',
    kind: 'tool_call',
    ...rest,
    text,
    ...(output === undefined ? {} : { output }),
    tool: defined(tool),
    ...(known === undefined ? {} : { callId: known }),
    ...(open ? { replaces: true } : {}),
    data: { ...data, cell },
  });
}

/** `CommandExecution` and `exec_command_end`. */
export function command(line: Line, item: JsonObject): void {
  const byUser = item.source === 'user_shell';
  ended(line, {
    callId: item.id ?? item.call_id,
    role: byUser ? 'user' : 'assistant',
    text: commandText(item.command) ?? str(item.command) ?? '',
    output: str(item.aggregated_output) ?? '',
    tool: {
      name: byUser ? 'user_shell' : 'exec_command',
      status: statusOf(item),
      exitCode: num(item.exit_code),
      durationMs: durationMs(item.duration),
    },
    data: { cwd: pathOf(item.cwd) },
  });
}

/** `FileChange` and `patch_apply_end`. */
export function fileChange(line: Line, item: JsonObject): void {
  const changes = obj(item.changes);
  const output = [str(item.stdout), str(item.stderr)].filter((part) => part !== undefined).join('\n');
  ended(line, {
    callId: item.id ?? item.call_id,
    text: changesText(changes),
    output,
    tool: { name: 'apply_patch', status: statusOf(item) },
    data: { files: Object.keys(changes).slice(0, FILES) },
  });
}

/** `McpToolCall`, and `mcp_tool_call_end` with its `invocation` and a result that is `Ok` or `Err`. */
export function mcpCall(line: Line, item: JsonObject): void {
  const called = 'invocation' in item ? obj(item.invocation) : item;
  const outcome = obj(item.result);
  const result = 'Ok' in outcome ? obj(outcome.Ok) : outcome;
  const error = str(obj(item.error).message) ?? ('Err' in outcome ? jsonText(outcome.Err) : undefined);
  const failed = error !== undefined || result.isError === true || item.status === 'failed';
  const name = str(called.tool) ?? 'unknown';
  const server = str(called.server) ?? 'unknown';
  ended(line, {
    callId: item.id ?? item.call_id,
    text: toolText({ name, server }, jsonText(called.arguments)),
    output: error ?? mcpText(result),
    tool: {
      name,
      server,
      status: failed ? 'error' : 'ok',
      durationMs: durationMs(item.duration),
    },
  });
}

/** Texts of the content; what is only structured as JSON. */
function mcpText(result: JsonObject): string {
  const text = textOfParts(result.content);
  return text === '' ? jsonText(result.structuredContent) : text;
}

/** `DynamicToolCall`: a tool of the program that drives Codex. */
export function dynamicCall(line: Line, item: JsonObject): void {
  const name = str(item.tool) ?? 'unknown';
  ended(line, {
    callId: item.id,
    text: toolText({ name }, jsonText(item.arguments)),
    output: textOfParts(item.content_items),
    tool: { name, status: statusOf(item), durationMs: durationMs(item.duration) },
  });
}

/** `CollabAgentToolCall`: what was asked of sub-agents, in plain words. */
export function collabCall(line: Line, item: JsonObject): void {
  const name = str(item.tool) ?? 'unknown';
  const children = strings(item.receiver_thread_ids).map(sessionOf);
  if (children.length > 0 && !line.inherited) line.out.children = children;
  ended(line, {
    callId: item.id,
    text: toolText({ name }, str(item.prompt) ?? ''),
    tool: { name, status: statusOf(item) },
    data: { agents: children },
  });
}

/** `WebSearch`, `web_search_end` and `web_search_call`, of which the first two come with the third. */
export function webSearch(line: Line, item: JsonObject): void {
  const { state } = line;
  if (line.type !== 'web_search_call') state.searches++;
  else if (state.searches > 0) {
    state.searches--;
    return;
  }
  const action = obj(item.action);
  const asked = str(item.query) ?? str(action.query) ?? str(action.url) ?? str(action.pattern);
  ended(line, {
    callId: item.id ?? item.call_id,
    text: asked ?? jsonText(item.action),
    tool: { name: 'web_search' },
    data: { action: str(action.type) },
  });
}

/** `ImageView` and `view_image_tool_call`. */
export function imageView(line: Line, item: JsonObject): void {
  ended(line, {
    callId: item.id ?? item.call_id,
    kind: 'image',
    text: pathOf(item.path) ?? '',
    output: '',
    tool: { name: 'view_image' },
  });
}

/** `ImageGeneration`, `image_generation_end` and `image_generation_call`: all of one id. */
export function imageGeneration(line: Line, item: JsonObject): void {
  const picture = str(item.result);
  ended(line, {
    callId: item.id ?? item.call_id,
    kind: 'image',
    text: str(item.revised_prompt) ?? '',
    tool: { name: 'image_generation' },
    data: {
      path: pathOf(item.saved_path),
      picture: picture === undefined ? undefined : shortImage(`data:,${picture}`),
    },
  });
}

function statusOf(item: JsonObject): ToolFacts['status'] {
  if (item.success === false) return 'error';
  return STATUS.get(str(item.status) ?? '') ?? (item.success === true ? 'ok' : undefined);
}

function defined(tool: ToolFacts): ToolFacts {
  return Object.fromEntries(
    Object.entries(tool).filter(([, value]) => value !== undefined),
  ) as unknown as ToolFacts;
}
