/** Calls and outputs as the model made and got them: all there is in older files, cells of code mode in newer ones. */
import type { JsonObject } from '../../../base/kernel/json.ts';
import type { ToolFacts, TranscriptItem } from '../item.ts';
import { callName, callText, commandText, planText, toolText } from './call-text.ts';
import { jsonText, list, obj, str } from './fields.ts';
import { emit, idOf, type Line, ownId } from './line.ts';
import { textOfParts } from './messages.ts';
import { readOutput } from './output.ts';
import { type OpenCall, rememberCall } from './state.ts';

const CELL = 'exec';

/** `function_call` and `custom_tool_call`. */
export function rawCall(line: Line, payload: JsonObject): void {
  const named = callName(str(payload.name) ?? 'unknown', str(payload.namespace));
  const input = jsonText(payload.input ?? payload.arguments);
  const plan = named.server === undefined && named.name === 'update_plan' ? planText(input) : undefined;
  const cell = line.type === 'custom_tool_call' && named.name === CELL;
  const text = plan ?? (cell ? input : callText(named, input));
  const open = openCall(line, payload.call_id, named);
  if (cell && open.callId !== undefined) line.state.cell = open.callId;
  const namespace = named.server === undefined ? str(payload.namespace) : undefined;
  call(line, open, {
    kind: plan === undefined ? 'tool_call' : 'plan',
    text,
    tool: named,
    data: { namespace },
  });
}

/** `local_shell_call`. */
export function localShell(line: Line, payload: JsonObject): void {
  const tool = { name: 'local_shell' };
  const text = commandText(obj(payload.action).command) ?? jsonText(payload.action);
  call(line, openCall(line, payload.call_id ?? payload.id, tool), { kind: 'tool_call', text, tool });
}

/** `tool_search_call`. */
export function toolSearch(line: Line, payload: JsonObject): void {
  const tool = { name: 'tool_search' };
  const text = toolText(tool, jsonText(payload.arguments));
  call(line, openCall(line, payload.call_id, tool), { kind: 'tool_call', text, tool });
}

/** A call gets the agent's id; one that is used again, as some models do, its ordinal too. */
function openCall(line: Line, callId: unknown, tool: ToolFacts): OpenCall & { readonly callId?: string } {
  const known = ownId(callId);
  if (known === undefined) return { id: idOf(line, undefined), name: tool.name };
  const again = line.state.calls.has(known);
  const open = { id: idOf(line, known, again ? `~${line.ordinal}` : ''), ...tool };
  rememberCall(line.state, known, open);
  return { ...open, callId: known };
}

function call(
  line: Line,
  open: { readonly id: string; readonly callId?: string },
  draft: Pick<TranscriptItem, 'kind' | 'text' | 'tool'> & {
    readonly data?: Parameters<typeof emit>[1]['data'];
  },
): void {
  const callId = open.callId === undefined ? {} : { callId: open.callId };
  emit(line, { id: open.id, role: 'assistant', ...callId, ...draft });
}

/** `function_call_output`, `custom_tool_call_output`, `FunctionCallOutput`. */
export function rawOutput(line: Line, payload: JsonObject): void {
  const callId = ownId(payload.call_id);
  if (callId !== undefined && line.state.cell === callId) delete line.state.cell;
  const { output } = payload;
  const body = obj(output);
  const read = readOutput(textOfParts(body.content ?? body.body ?? output));
  const status = body.success === false ? { status: 'error' as const } : {};
  result(line, callId, read.text, { ...read.facts, ...status });
}

/** `tool_search_output`: what was found by name; the schemas are long and not said by anybody. */
export function toolSearchOutput(line: Line, payload: JsonObject): void {
  const names = list(payload.tools).flatMap((entry) => {
    const space = obj(entry);
    const tools = list(space.tools).flatMap((tool) => str(obj(tool).name) ?? []);
    const name = str(space.name) ?? '';
    return tools.length === 0 ? [name] : tools.map((tool) => `${name}.${tool}`);
  });
  result(line, ownId(payload.call_id), names.join('\n'), {});
}

function result(
  line: Line,
  callId: string | undefined,
  output: string,
  facts: Omit<ToolFacts, 'name' | 'server'>,
): void {
  const open = callId === undefined ? undefined : line.state.calls.get(callId);
  if (open?.carried) return;
  const ending = open?.answered ? `:out~${line.ordinal}` : ':out';
  if (callId !== undefined && open) line.state.calls.set(callId, { ...open, answered: true });
  const server = open?.server === undefined ? {} : { server: open.server };
  emit(line, {
    id: callId === undefined ? idOf(line, undefined) : `${open?.id ?? idOf(line, callId)}${ending}`,
    role: 'tool',
    kind: 'tool_result',
    text: '',
    output,
    tool: { name: open?.name ?? 'unknown', ...server, ...facts },
    ...(callId === undefined ? {} : { callId }),
  });
}

/** The only trace of a person's own command in files without items: a message that the program put in. */
export function userShell(line: Line, payload: JsonObject): void {
  if (line.state.mode === 'paginated') return;
  const message = textOfParts(payload.content).trimStart();
  const text = message.startsWith('<user_shell_command>')
    ? between(message, '<command>', '</command>')
    : undefined;
  if (text === undefined) return;
  const read = readOutput(between(message, '<result>', '</result>') ?? '');
  emit(line, {
    role: 'user',
    kind: 'tool_call',
    text,
    output: read.text,
    tool: { name: 'user_shell', ...read.facts },
  });
}

/** What stands between two marks, without the line breaks beside them. */
function between(text: string, open: string, close: string): string | undefined {
  const from = text.indexOf(open);
  const to = from < 0 ? -1 : text.indexOf(close, from);
  return to < 0
    ? undefined
    : text
        .slice(from + open.length, to)
        .replace(/^\n/, '')
        .replace(/\n$/, '');
}
