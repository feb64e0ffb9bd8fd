/** One attempt to use the hub, as the audit keeps it. Times are milliseconds since the epoch. */

export const EVENT_OUTCOMES = [
  'ok',
  'error',
  'invalid',
  'denied',
  'refused',
  'cancelled',
  'timeout',
] as const;
/**
 * `ok` and `error`: it ran. `invalid`: what it named or its arguments were not acceptable. `denied`: the token's scopes
 * did not allow it. `refused`: it did not come as far as a tool (no good token, too large, too often).
 */
export type EventOutcome = (typeof EVENT_OUTCOMES)[number];

export interface NewEvent {
  readonly at: number;
  readonly outcome: EventOutcome;
  readonly session?: string | null | undefined;
  /** Name of the token. */
  readonly principal?: string | null | undefined;
  readonly jti?: string | null | undefined;
  /** What the client calls itself. */
  readonly client?: string | null | undefined;
  /** The client's own id of the call. */
  readonly callId?: string | null | undefined;
  /** Null for an attempt that did not come as far as a tool. */
  readonly tool?: string | null | undefined;
  /** Why it did not succeed. */
  readonly code?: string | null | undefined;
  readonly durationUs?: number | null | undefined;
  readonly argsHash?: string | null | undefined;
  /** Short and without secrets: whoever appends takes them out. */
  readonly argsPreview?: string | null | undefined;
  readonly resultPreview?: string | null | undefined;
}

export interface EventRow {
  /** Grows with the order of writing; never given twice. */
  readonly id: number;
  readonly at: number;
  readonly outcome: EventOutcome;
  readonly session: string | null;
  readonly principal: string | null;
  readonly jti: string | null;
  readonly client: string | null;
  readonly callId: string | null;
  readonly tool: string | null;
  readonly code: string | null;
  readonly durationUs: number | null;
  readonly argsHash: string | null;
  readonly argsPreview: string | null;
  readonly resultPreview: string | null;
}

export interface EventFilter {
  readonly session?: string;
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
