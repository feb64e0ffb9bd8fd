/** One attempt to use the hub, as the audit keeps it. Times are milliseconds since the epoch. */

export const EVENT_OUTCOMES = ['ok', 'error', 'refused', 'denied', 'cancelled', 'timeout'] as const;
/**
 * `ok` and `error`: it ran. `refused`: the caller is known, the call was not acceptable. `denied`: the token or its
 * scopes did not allow it.
 */
export type EventOutcome = (typeof EVENT_OUTCOMES)[number];

export interface NewEvent {
  readonly at: number;
  readonly outcome: EventOutcome;
  readonly sessionId?: string | null;
  /** Name of the token. */
  readonly principal?: string | null;
  readonly tokenJti?: string | null;
  /** Name and version that the client gave. */
  readonly client?: string | null;
  /** The client's own id of the call. */
  readonly callId?: string | null;
  /** Null for an attempt that did not come as far as a tool. */
  readonly tool?: string | null;
  /** Why it did not succeed. */
  readonly code?: string | null;
  readonly durationUs?: number | null;
  readonly argsHash?: string | null;
  /** Short and without secrets: whoever appends takes them out. */
  readonly argsPreview?: string | null;
  readonly resultPreview?: string | null;
}

export interface EventRow extends Required<NewEvent> {
  /** Grows with the order of writing; never given twice. */
  readonly id: number;
}

export interface EventFilter {
  readonly sessionId?: string;
  readonly principal?: string;
  readonly tool?: string;
  readonly client?: string;
  readonly outcome?: EventOutcome;
  /** Whatever did not end well. */
  readonly failed?: boolean;
  /** From this moment on. */
  readonly since?: number;
  /** Before this moment. */
  readonly until?: number;
}

/** Where a page ended. */
export interface EventCursor {
  readonly at: number;
  readonly id: number;
}

export interface EventPage {
  readonly events: readonly EventRow[];
  /** Where to go on; null at the end. A page may be short, even empty, before the end. */
  readonly next: EventCursor | null;
}
