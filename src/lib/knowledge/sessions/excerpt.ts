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

/** Pure. Data of a message, such as the input of a tool, is shown as JSON behind its text. */
export function excerptOf({ messages, next }: MessagePage, { each, all }: ExcerptLimits): Excerpt {
  const shown: ShownMessage[] = [];
  let size = 0;
  for (const message of messages) {
    const text = redactedStart(wordsOf(message, each), each);
    size += text.length;
    if (shown.length > 0 && size > all) return { messages: shown, next: shown.at(-1)?.id ?? null };
    const { id, at, role, kind, callId } = message;
    const names = { kind: label(kind), callId: callId === null ? null : label(callId) };
    shown.push({ id, at: new Date(at).toISOString(), role, text, ...names });
  }
  return { messages: shown, next };
}

function wordsOf({ text, data }: MessageRow, each: number): string {
  if (text.length > each * 4 || Object.keys(data).length === 0) return text;
  return `${text}\n${JSON.stringify(data)}`.trimStart();
}
