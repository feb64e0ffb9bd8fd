/** Rows of Claude Code that are no message: what the program says, and what it puts before the model. Pure. */
import type { JsonObject } from '../../../base/kernel/json.ts';
import type { TranscriptItem } from '../item.ts';
import { known, numberField, objectField, ruleOf, textField } from '../row-fields.ts';
import { blocksOf, itemOf, type RowContext } from './messages.ts';
import { notTypedQueued, withoutTags } from './prompt.ts';
import { ATTACHMENTS, SYSTEM } from './rules.ts';

export function systemItems(context: RowContext): TranscriptItem[] {
  const { row, state } = context;
  const subtype = textField(row, 'subtype');
  const rule = ruleOf(SYSTEM, subtype);
  if (rule === undefined) return [unknownItem(context)];
  if (rule.to === 'skipped') return [];
  if (subtype === 'compact_boundary') state.boundary = compactionFacts(row);
  const text = withoutTags(
    textField(row, 'content') ?? textField(objectField(row, 'error'), 'message') ?? '',
  );
  const data = known({ why: subtype, ...(subtype === 'compact_boundary' ? state.boundary : {}) });
  return [itemOf(context, { role: 'system', kind: 'note', text, ...(data !== undefined && { data }) })];
}

/** Context for the model is no part of the conversation; a prompt that waited in the queue is. */
export function attachmentItems(context: RowContext): TranscriptItem[] {
  const attachment = objectField(context.row, 'attachment');
  const type = textField(attachment, 'type');
  const rule = ruleOf(ATTACHMENTS, type);
  if (attachment === undefined || rule === undefined) return [unknownItem(context)];
  if (rule.to === 'skipped') return [];
  const words = blocksOf({ content: attachment.prompt ?? attachment.message ?? '' })
    .flatMap((block) => textField(block, 'text') ?? [])
    .join('\n');
  const why = rule.to === 'text' ? notTypedQueued(attachment) : type;
  if (why === undefined) return [itemOf(context, { role: 'user', kind: 'text', text: words })];
  return [itemOf(context, { role: 'system', kind: 'note', text: withoutTags(words), data: { why } })];
}

/** Kept whole, so that nothing is lost until a release of nerve knows it. */
export function unknownItem(context: RowContext): TranscriptItem {
  return itemOf(context, { role: 'system', kind: 'unknown', text: '', data: context.row });
}

function compactionFacts(row: JsonObject): JsonObject {
  const facts = objectField(row, 'compactMetadata');
  return (
    known({
      trigger: textField(facts, 'trigger'),
      tokensBefore: numberField(facts, 'preTokens'),
      tokensAfter: numberField(facts, 'postTokens'),
    }) ?? {}
  );
}
