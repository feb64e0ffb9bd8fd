/** Rows with a message: what a person, a model or a tool said, one item per block. Pure but for the state it is given. */
import type { JsonObject } from '../../../base/kernel/json.ts';
import { callText } from '../call-text.ts';
import type { ItemKind, Role, TranscriptItem } from '../item.ts';
import { closeCall, findCall, openCall } from '../open-calls.ts';
import { known, objectField, ruleOf, textField } from '../row-fields.ts';
import { notTyped, withoutTags } from './prompt.ts';
import { BLOCKS } from './rules.ts';
import type { ClaudeState } from './state.ts';
import { callFiles, mediaFacts, toolName, toolResult } from './tools.ts';

/** A row with what all of its items share. */
export interface RowContext {
  readonly state: ClaudeState;
  readonly row: JsonObject;
  /** Id of the row; of its first block too. */
  readonly id: string;
  /** The file is a sub-agent's own. */
  readonly isAgent: boolean;
}

/** The blocks of a message; a text alone is one. */
export function blocksOf(message: JsonObject | undefined): JsonObject[] {
  const content = message?.content;
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return Array.isArray(content)
    ? content.map((block): JsonObject => (isBlock(block) ? block : { type: 'none', value: block as string }))
    : [];
}

/** The prompt in a `user` row is one item, however many blocks it has; each result and each image is one more. */
export function userItems(context: RowContext): TranscriptItem[] {
  const { row, state } = context;
  const blocks = blocksOf(objectField(row, 'message'));
  const text = blocks
    .flatMap((block) => (block.type === 'text' ? (textField(block, 'text') ?? []) : []))
    .join('\n');
  const prompt = text === '' ? [] : [promptItem(context, text)];
  const others = blocks.flatMap((block, index) =>
    block.type === 'text' ? [] : [blockItem(context, block, index, 'user', text !== '' || blocks.length > 1)],
  );
  if (row.isCompactSummary === true) delete state.boundary;
  return [...prompt, ...others];
}

/** One item per block; with `isApiErrorMessage` it is the program that speaks. */
export function assistantItems(context: RowContext): TranscriptItem[] {
  const { row } = context;
  return blocksOf(objectField(row, 'message')).map((block, index) => {
    const item = blockItem(context, block, index, 'assistant', false);
    return row.isApiErrorMessage === true ? { ...item, role: 'system', kind: 'note' } : item;
  });
}

/** An item with what every item of the row has. */
export function itemOf(
  { id, row, state, isAgent }: RowContext,
  item: Omit<TranscriptItem, 'id' | 'at'> & { readonly id?: string },
): TranscriptItem {
  // Releases before 2.0 wrote sub-agents into the session's own file.
  const data = known({ ...item.data, ...(row.isSidechain === true && !isAgent && { sidechain: true }) });
  return {
    ...item,
    id: item.id ?? id,
    at: state.at,
    ...(state.turn !== undefined && { turnId: state.turn }),
    ...(data !== undefined && { data }),
  };
}

function promptItem(context: RowContext, text: string): TranscriptItem {
  const { row, state, isAgent } = context;
  const why = notTyped(row, text) ?? (row.isSidechain === true && !isAgent ? 'sub-agent' : undefined);
  if (why === 'summary') {
    return itemOf(context, { role: 'system', kind: 'compaction', text, ...dataOf(state.boundary) });
  }
  if (why !== undefined) {
    return itemOf(context, { role: 'system', kind: 'note', text: withoutTags(text), data: { why } });
  }
  // `promptId` would not do: a resumed or forked session goes on with the one that it had.
  state.turn = context.id;
  return itemOf(context, {
    role: 'user',
    kind: 'text',
    text,
    ...dataOf(isAgent ? { from: 'agent' } : undefined),
  });
}

function blockItem(
  context: RowContext,
  block: JsonObject,
  index: number,
  role: Role,
  isNumbered: boolean,
): TranscriptItem {
  const { state, row } = context;
  const id = index === 0 && !isNumbered ? context.id : `${context.id}.${index}`;
  const kind: ItemKind | 'unknown' = (ruleOf(BLOCKS, textField(block, 'type'))?.to ?? 'unknown') as ItemKind;
  switch (kind) {
    case 'text':
      return itemOf(context, { id, role, kind, text: textField(block, 'text') ?? '' });
    case 'reasoning':
      return itemOf(context, { id, role, kind, text: textField(block, 'thinking') ?? '' });
    case 'image':
      return itemOf(context, { id, role, kind, text: '', ...dataOf(mediaFacts(block)) });
    case 'tool_call': {
      const name = textField(block, 'name') ?? 'unknown';
      const server = textField(block, 'server_name');
      const tool = { ...toolName(name), ...(server !== undefined && { server }) };
      const callId = textField(block, 'id');
      if (callId !== undefined) state.calls = openCall(state.calls, { id: callId, ...tool });
      const files = callFiles(block.input);
      const text = callText(name, block.input);
      return itemOf(context, { id, role, kind, text, tool, ...calling(callId), ...dataOf(known({ files })) });
    }
    case 'tool_result': {
      const callId = textField(block, 'tool_use_id');
      const call = findCall(state.calls, callId);
      state.calls = closeCall(state.calls, callId);
      const { output, tool, data } = toolResult(row, block, call, state.session);
      return itemOf(context, {
        id,
        role: 'tool',
        kind,
        text: '',
        output,
        tool,
        ...calling(callId),
        ...dataOf(data),
      });
    }
    default:
      return itemOf(context, { id, role, kind: 'unknown', text: '', data: { block } });
  }
}

function calling(callId: string | undefined): { callId?: string } {
  return callId === undefined ? {} : { callId };
}

function dataOf(data: JsonObject | undefined): { data?: JsonObject } {
  return data === undefined ? {} : { data };
}

function isBlock(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
