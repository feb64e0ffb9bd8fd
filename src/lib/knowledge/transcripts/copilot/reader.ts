/** Reads the events of a Copilot CLI session line by line; pure. */
import type { JsonObject } from '../../../base/kernel/json.ts';
import type { Reading, TranscriptItem, TranscriptReader, UsageFact } from '../item.ts';
import { NOTHING, parseLine } from '../readings.ts';
import { known, numberField, objectField, ruleOf, textField, timeField } from '../row-fields.ts';
import type { FileFacts } from './file-facts.ts';
import {
  answerItems,
  type EventContext,
  itemOf,
  promptItem,
  reasoningItem,
  resultItem,
  startedItems,
} from './items.ts';
import { EVENTS } from './rules.ts';
import { type CopilotState, freshState, headOf, learnHead } from './state.ts';

export interface CopilotStart {
  /** From `state()` of a reader of the same file. */
  readonly state?: JsonObject;
  readonly file: FileFacts;
}

/** How every event begins. */
const EVENT_TYPE = /^\{"type":"([a-z_.]+)"[,}]/;

/**
 * Items have the `id` of their event as id, with `.reasoning` or `.<n>` for the parts of an answer.
 * @see docs/ingest.md
 */
export function createCopilotReader({ state: saved, file }: CopilotStart): TranscriptReader {
  const state: CopilotState =
    saved === undefined ? freshState() : (structuredClone(saved) as unknown as CopilotState);
  return {
    read: (line, index) => readLine(state, file, line, index),
    state: () => structuredClone(state) as unknown as JsonObject,
  };
}

function readLine(state: CopilotState, file: FileFacts, line: string, index: number): Reading {
  if (ruleOf(EVENTS, EVENT_TYPE.exec(line)?.[1])?.to === 'skipped') return NOTHING;
  const event = parseLine(line);
  if (event === undefined) return NOTHING;
  if (typeof event === 'string') return { ...NOTHING, broken: event };
  const rule = ruleOf(EVENTS, textField(event, 'type'));
  if (rule?.to === 'skipped') return NOTHING;
  state.at = timeField(event, 'timestamp') ?? state.at;
  const data = objectField(event, 'data') ?? {};
  // A turn is what one prompt leads to; `turnId` counts the requests in it.
  if (textField(event, 'agentId') === undefined) state.turn = textField(data, 'interactionId') ?? state.turn;
  if (rule?.to === 'head') learnHead(state, event, data);
  const context = { state, event, data, id: textField(event, 'id') ?? `#${index}` };
  const items = itemsOf(context);
  const usage = usageOf(context);
  const isDue = state.isNews && (state.facts.cwd !== undefined || items.length > 0);
  if (!isDue) return items.length + usage.length === 0 ? NOTHING : { items, usage, voided: [] };
  state.isNews = false;
  return { head: headOf(state, file), items, usage, voided: [] };
}

function itemsOf(context: EventContext): TranscriptItem[] {
  const { event, data } = context;
  const rule = ruleOf(EVENTS, textField(event, 'type'));
  switch (event.type) {
    case 'user.message':
      return [promptItem(context)];
    case 'assistant.message':
      return answerItems(context);
    case 'assistant.reasoning':
      return [reasoningItem(context)];
    case 'tool.execution_start':
      return startedItems(context);
    case 'tool.execution_complete':
      return [resultItem(context)];
    case 'session.compaction_complete':
      return [compactionItem(context)];
  }
  if (rule === undefined)
    return [itemOf(context, { role: 'system', kind: 'unknown', text: '', data: event })];
  return rule.to === 'note' ? [noteItem(context, textField(data, rule.words ?? 'message') ?? '')] : [];
}

function noteItem(context: EventContext, text: string): TranscriptItem {
  return itemOf(context, { role: 'system', kind: 'note', text, data: { why: String(context.event.type) } });
}

function compactionItem(context: EventContext): TranscriptItem {
  const { data } = context;
  if (data.success !== true) return noteItem(context, textField(data, 'error') ?? '');
  return itemOf(context, {
    role: 'system',
    kind: 'compaction',
    text: textField(data, 'summaryContent') ?? '',
    data: known({
      trigger: textField(data, 'trigger'),
      tokensBefore: numberField(data, 'preCompactionTokens'),
      tokensAfter: numberField(data, 'postCompactionTokens'),
    }),
  });
}

/** Providers number their answers as they like, so that the event gives the id. */
function usageOf({ state, event, data, id }: EventContext): UsageFact[] {
  const field = event.type === 'session.usage_record' ? 'usage' : 'compactionTokensUsed';
  const usage = objectField(data, field);
  const isCounted = event.type === 'session.usage_record' || event.type === 'session.compaction_complete';
  if (usage === undefined || !isCounted) return [];
  const model = textField(usage, 'model');
  return [
    {
      id,
      at: state.at,
      ...(state.turn !== undefined && { turnId: state.turn }),
      ...(model !== undefined && { model }),
      input: numberField(usage, 'inputTokens') ?? 0,
      cachedInput: numberField(usage, 'cacheReadTokens') ?? 0,
      output: numberField(usage, 'outputTokens') ?? 0,
      reasoning: numberField(usage, 'reasoningTokens') ?? 0,
    },
  ];
}
