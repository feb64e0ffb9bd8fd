/** As much of a transcript as fits into an answer: each message cut, secrets taken out, the rest left for a next page. */
import { label } from '../../base/kernel/one-line.ts';
import { redactedStart } from '../../base/kernel/redacted-start.ts';
import type { MessagePage, MessageRole, MessageRow } from '../../base/store/message-row.ts';

export interface ShownMessage {
  readonly id: number;
  /** ISO time. */
  readonly at: string;
  readonly role: MessageRole;
  readonly kind: string;
  readonly text: string;
  readonly callId: string | null;
}

export interface Excerpt {
  readonly messages: readonly ShownMessage[];
  /** The id to go on after; null at the end. */
  readonly next: number | null;
}

export interface ExcerptLimits {
  /** Characters of one message. */
  readonly each: number;
  /** Characters of all; the first message is shown whatever this says. */
  readonly all: number;
}

/**
 * Pure. A result stands with its call, where both are on the page. Data of messages that programs sent, such as the input
 * of a tool, is shown as JSON behind their text; what was read from an agent's files says it in its text.
 */
export function excerptOf({ messages, next }: MessagePage, { each, all }: ExcerptLimits): Excerpt {
  const results = resultsOf(messages);
  const shown: ShownMessage[] = [];
  let size = 0;
  let last: number | null = null;
  for (const message of messages) {
    const { id, at, role, kind, callId } = message;
    const result = results.get(id);
    if (result !== 'told') {
      const text = wordsOf(message, result ?? message, each);
      size += text.length;
      if (shown.length > 0 && size > all) return { messages: shown, next: last };
      const names = { kind: label(kind), callId: callId === null ? null : label(callId) };
      shown.push({ id, at: new Date(at).toISOString(), role, text, ...names });
    }
    last = id;
  }
  return { messages: shown, next };
}

/** For calls the row of their result, for such results that they are told already. */
function resultsOf(messages: readonly MessageRow[]): Map<number, MessageRow | 'told'> {
  const calls = new Map<string, number>();
  const results = new Map<number, MessageRow | 'told'>();
  for (const message of messages) {
    const { id, kind, callId, ingested, output } = message;
    if (!ingested || callId === null) continue;
    if (kind === 'tool_call' && output === null) calls.set(callId, id);
    const call = kind === 'tool_result' ? calls.get(callId) : undefined;
    if (call === undefined) continue;
    calls.delete(callId);
    results.set(call, message);
    results.set(id, 'told');
  }
  return results;
}

function wordsOf(message: MessageRow, { output, status }: MessageRow, each: number): string {
  const { text, data, ingested } = message;
  if (ingested) {
    const said = redactedStart([text, headingOf(message, status)].filter(Boolean).join(' '), each);
    return output === null || output === '' ? said : `${said}\n→ ${redactedStart(output, each)}`;
  }
  const isLong = text.length > each * 4 || Object.keys(data).length === 0;
  return redactedStart(isLong ? text : `${text}\n${JSON.stringify(data)}`.trimStart(), each);
}

/** Which tool a result is of, where its text does not say it, and what came of the call unless it is well. */
function headingOf({ server, tool, text }: MessageRow, status: string | null): string {
  const name = [server, tool].filter(Boolean).join('.');
  const isSaid = text.startsWith(name) || (tool !== null && text.startsWith(tool));
  return [isSaid ? '' : name, status === null || status === 'ok' ? '' : `(${status})`]
    .filter(Boolean)
    .join(' ');
}
