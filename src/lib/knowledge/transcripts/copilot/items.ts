/** Events of Copilot CLI as items. Pure but for the state it is given. */
import type { JsonObject } from '../../../base/kernel/json.ts';
import { callText } from '../call-text.ts';
import type { ToolFacts, TranscriptItem } from '../item.ts';
import { closeCall, findCall, openCall } from '../open-calls.ts';
import { base64Bytes, known, numberField, objectField, objectsField, textField } from '../row-fields.ts';
import type { CopilotState } from './state.ts';

export interface EventContext {
  readonly state: CopilotState;
  readonly event: JsonObject;
  readonly data: JsonObject;
  /** Id of the event. */
  readonly id: string;
}

/** An item with what every item of the event has. A sub-agent's stand among those of the session that started it. */
export function itemOf(
  { id, event, state }: EventContext,
  item: Omit<TranscriptItem, 'id' | 'at' | 'data'> & {
    readonly id?: string;
    readonly data?: JsonObject | undefined;
  },
): TranscriptItem {
  const { data, ...rest } = item;
  const all = known({ ...data, agent: textField(event, 'agentId') });
  return {
    ...rest,
    id: item.id ?? id,
    at: state.at,
    ...(state.turn !== undefined && { turnId: state.turn }),
    ...(all !== undefined && { data: all }),
  };
}

/** What a person typed; with a `source` it comes from an agent, a skill or a schedule. */
export function promptItem(context: EventContext): TranscriptItem {
  const { event, data } = context;
  const text = textField(data, 'content') ?? '';
  const source = textField(data, 'source');
  const isOwn = source === undefined || source === 'user';
  const automatic = data.isAutopilotContinuation === true ? 'autopilot' : textField(event, 'agentId');
  const why = isOwn ? automatic : source;
  if (why !== undefined) return itemOf(context, { role: 'system', kind: 'note', text, data: { why } });
  const attachments = objectsField(data, 'attachments').map(attachmentFacts);
  const facts = attachments.length === 0 ? undefined : { attachments };
  return itemOf(context, { role: 'user', kind: 'text', text, data: facts });
}

/** Reasoning, words and calls of one answer. */
export function answerItems(context: EventContext): TranscriptItem[] {
  const { data, id, state } = context;
  const reasoning = state.isReasoningTold === true ? undefined : textField(data, 'reasoningText');
  delete state.isReasoningTold;
  const text = textField(data, 'content');
  return [
    ...(reasoning === undefined
      ? []
      : [itemOf(context, { id: `${id}.reasoning`, role: 'assistant', kind: 'reasoning', text: reasoning })]),
    ...(text === undefined ? [] : [itemOf(context, { role: 'assistant', kind: 'text', text })]),
    ...objectsField(data, 'toolRequests').map((request, index) =>
      callItem(context, request, textField(request, 'name'), `${id}.${index}`),
    ),
  ];
}

export function reasoningItem(context: EventContext): TranscriptItem {
  context.state.isReasoningTold = true;
  const text = textField(context.data, 'content') ?? '';
  return itemOf(context, { role: 'assistant', kind: 'reasoning', text });
}

/** A call that no message asked for: a command that a person ran. */
export function startedItems(context: EventContext): TranscriptItem[] {
  const { data, id, state } = context;
  if (findCall(state.calls, textField(data, 'toolCallId')) !== undefined) return [];
  return [callItem(context, data, textField(data, 'toolName'), id)];
}

export function resultItem(context: EventContext): TranscriptItem {
  const { data, state } = context;
  const callId = textField(data, 'toolCallId');
  const call = findCall(state.calls, callId);
  state.calls = closeCall(state.calls, callId);
  const error = objectField(data, 'error');
  const exitCode = numberField(objectField(data, 'shellExecution'), 'exitCode');
  const files = objectsField(data, 'fileEdits').flatMap((edit) => textField(edit, 'path') ?? []);
  return itemOf(context, {
    role: 'tool',
    kind: 'tool_result',
    text: '',
    output: textField(objectField(data, 'result'), 'content') ?? textField(error, 'message') ?? '',
    tool: {
      name: call?.name ?? 'unknown',
      ...(call?.server !== undefined && { server: call.server }),
      status: statusOf(data, textField(error, 'code'), exitCode),
      ...(exitCode !== undefined && { exitCode }),
    },
    ...(callId !== undefined && { callId }),
    data: known({ files: files.length === 0 ? undefined : files }),
  });
}

function callItem(
  context: EventContext,
  call: JsonObject,
  called: string | undefined,
  id: string,
): TranscriptItem {
  const { state } = context;
  const server = textField(call, 'mcpServerName');
  const name = textField(call, 'mcpToolName') ?? called ?? 'unknown';
  const tool: ToolFacts = { name, ...(server !== undefined && { server }) };
  const callId = textField(call, 'toolCallId');
  if (callId !== undefined) state.calls = openCall(state.calls, { id: callId, ...tool });
  const input = objectField(call, 'arguments');
  const path = textField(input, 'path');
  return itemOf(context, {
    id,
    role: 'assistant',
    kind: 'tool_call',
    text: callText(called ?? name, call.arguments),
    tool,
    ...(callId !== undefined && { callId }),
    data: known({ files: path === undefined ? undefined : [path] }),
  });
}

/** A command that ended with another code than zero was still carried out with success, in Copilot's words. */
function statusOf(
  data: JsonObject,
  code: string | undefined,
  exitCode: number | undefined,
): ToolFacts['status'] {
  if (data.success === true) return exitCode === undefined || exitCode === 0 ? 'ok' : 'error';
  if (code === 'denied' || code === 'rejected') return 'denied';
  return code === 'aborted' || code === 'cancelled' ? 'aborted' : 'error';
}

/** Names and sizes; never the bytes. */
function attachmentFacts(attachment: JsonObject): JsonObject {
  return (
    known({
      type: textField(attachment, 'type'),
      name: textField(attachment, 'displayName'),
      path: textField(attachment, 'path') ?? textField(attachment, 'filePath'),
      mediaType: textField(attachment, 'mimeType'),
      bytes: base64Bytes(textField(attachment, 'data')),
    }) ?? {}
  );
}
