/** A message: one row of a session's transcript. Times are milliseconds since the epoch. */
import type { JsonObject } from '../kernel/json.ts';
import type { Writing } from './database.ts';

export const MESSAGE_ROLES = ['user', 'assistant', 'system', 'tool'] as const;
export type MessageRole = (typeof MESSAGE_ROLES)[number];

export interface NewMessage {
  /** The name of the message in its transcript; a second one with it in the session is not kept. */
  readonly externalId: string;
  readonly at: number;
  readonly role: MessageRole;
  /** What it is: `text`, `reasoning`, `tool_call`, `tool_result` …; not empty. */
  readonly kind: string;
  readonly text?: string;
  readonly data?: JsonObject;
  /** Ties the result of a tool to its call. */
  readonly callId?: string | null;
}

export interface MessageRow {
  /** Grows with the order of writing; never given twice. */
  readonly id: number;
  readonly session: string;
  readonly externalId: string;
  readonly at: number;
  readonly role: MessageRole;
  readonly kind: string;
  readonly text: string;
  readonly data: JsonObject;
  readonly callId: string | null;
  /** The turn of the agent that it belongs to. */
  readonly turnId: string | null;
  /** For a call and its result. */
  readonly tool: string | null;
  /** The MCP server that the tool is of. */
  readonly server: string | null;
  /** What came of the call: `ok`, `error`, `denied`, `aborted`. */
  readonly status: string | null;
  /** What the tool gave back. */
  readonly output: string | null;
  /** Read from a file of the agent's. */
  readonly ingested: boolean;
}

export interface MessagePage {
  readonly messages: readonly MessageRow[];
  /** The id to go on after; null at the end. */
  readonly next: number | null;
}

export interface AppendReport {
  readonly inserted: number;
  /** Messages that the session had already, or that came twice. */
  readonly duplicates: number;
}

export interface MessageStore {
  /**
   * Adds messages that the session does not have yet, and moves its last activity, in one transaction, or in the one
   * that is under way.
   * @throws UserError (`unknown-session`) when there is no such session: nothing was added.
   */
  append(sessionId: string, messages: readonly NewMessage[], writing?: Writing): Promise<AppendReport>;
  /** In the order of writing, without what does not count any more. */
  list(sessionId: string, page?: { readonly after?: number; readonly limit?: number }): Promise<MessagePage>;
}
