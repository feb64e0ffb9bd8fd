/** Reads a Claude Code transcript line by line; pure, and quick about the lines that say nothing. */
import type { JsonObject } from '../../../base/kernel/json.ts';
import type { Reading, TranscriptItem, TranscriptReader, UsageFact } from '../item.ts';
import { NOTHING, parseLine } from '../readings.ts';
import { objectField, ruleOf, textField, timeField } from '../row-fields.ts';
import type { FileFacts } from './file-facts.ts';
import { headOf, learnHead } from './head.ts';
import { assistantItems, type RowContext, userItems } from './messages.ts';
import { attachmentItems, systemItems, unknownItem } from './other-rows.ts';
import { ATTACHMENTS, ROWS } from './rules.ts';
import { type ClaudeState, freshState, learn, learnFromRow } from './state.ts';
import { usageOf } from './usage.ts';

export interface ClaudeStart {
  /** From `state()` of a reader of the same file. */
  readonly state?: JsonObject;
  readonly file: FileFacts;
}

/** How bookkeeping rows begin: with their type. */
const ROW_TYPE = /^\{"type":"([a-z-]+)"[,}]/;
/** How rows of context begin: few fields, then the inner type. */
const ATTACHMENT_TYPE =
  /^\{"parentUuid":(?:null|"[\w-]{1,64}"),(?:"\w{1,40}":(?:true|false|null|"[^"\\]{0,200}"),){0,6}"attachment":\{"type":"(\w+)"/;

/**
 * Items have the `uuid` of their row as id (`<uuid>.<n>` for blocks beyond the first), so that rows which a fork copied
 * have the ids that they have in the session they come from. Rows without one count by their place in the file.
 * @see docs/ingest.md
 */
export function createClaudeReader({ state: saved, file }: ClaudeStart): TranscriptReader {
  const state: ClaudeState =
    saved === undefined ? freshState(file) : (structuredClone(saved) as unknown as ClaudeState);
  return {
    read: (line, index) => readLine(state, file, line, index),
    state: () => structuredClone(state) as unknown as JsonObject,
  };
}

function readLine(state: ClaudeState, file: FileFacts, line: string, index: number): Reading {
  if (state.isWarmUp === true || isSkippedAtSight(line)) return NOTHING;
  const row = parseLine(line);
  if (row === undefined) return NOTHING;
  if (typeof row === 'string') return { ...NOTHING, broken: row };
  const rule = ruleOf(ROWS, textField(row, 'type'));
  if (rule?.to === 'skipped') return NOTHING;
  if (isWarmUp(file, state, row)) {
    state.isWarmUp = true;
    return NOTHING;
  }
  state.at = timeField(row, 'timestamp') ?? state.at;
  learnFromRow(state, row);
  if (rule?.to === 'head') learnHead(state, row);
  const id = textField(row, 'uuid') ?? `#${index}`;
  const context = { state, row, id, isAgent: file.agent !== undefined };
  const items = rule?.to === 'head' ? [] : itemsOf(context);
  const usage = row.type === 'assistant' ? assistantFacts(state, row) : [];
  return withHead(state, file, items, usage);
}

function itemsOf(context: RowContext): TranscriptItem[] {
  switch (context.row.type) {
    case 'user':
      return userItems(context);
    case 'assistant':
      return assistantItems(context);
    case 'system':
      return systemItems(context);
    case 'attachment':
      return attachmentItems(context);
    default:
      return [unknownItem(context)];
  }
}

/** A head comes before or with the first item, and again when there is more to know. */
function withHead(
  state: ClaudeState,
  file: FileFacts,
  items: readonly TranscriptItem[],
  usage: readonly UsageFact[],
): Reading {
  const isDue = state.isNews && (state.facts.cwd !== undefined || items.length > 0);
  if (!isDue) return items.length + usage.length === 0 ? NOTHING : { items, usage, voided: [] };
  state.isNews = false;
  return { head: headOf(state, file), items, usage, voided: [] };
}

function assistantFacts(state: ClaudeState, row: JsonObject): UsageFact[] {
  const message = objectField(row, 'message');
  if (message === undefined) return [];
  const model = textField(message, 'model');
  if (model !== '<synthetic>') learn(state, 'model', model);
  const usage = usageOf(state, row, message);
  return usage === undefined ? [] : [usage];
}

/** Most bytes are in rows that are not wanted: told by their first characters, without parsing. */
function isSkippedAtSight(line: string): boolean {
  const type = ROW_TYPE.exec(line)?.[1];
  if (type !== undefined) return ruleOf(ROWS, type)?.to === 'skipped';
  return ruleOf(ATTACHMENTS, ATTACHMENT_TYPE.exec(line)?.[1])?.to === 'skipped';
}

/** Releases around 2.0 tried their sub-agents with one word at the start of each session. */
function isWarmUp(file: FileFacts, state: ClaudeState, row: JsonObject): boolean {
  return (
    file.agent !== undefined &&
    state.facts.startedAt === undefined &&
    row.type === 'user' &&
    objectField(row, 'message')?.content === 'Warmup'
  );
}
