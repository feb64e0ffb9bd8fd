/** A session as the rest of nerve sees it: what one conversation of an agent did. Times are milliseconds since the epoch. */
import type { Json } from '../kernel/json.ts';
import type { Writing } from './database.ts';

export const SESSION_STATUSES = ['active', 'archived'] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** What a call tells about its session. Only what a row does not know yet is taken from it. */
export interface SessionTouch {
  /** `codex:<thread-id>`, `claude:<session-id>` or `external:<client>:<id>`. */
  readonly id: string;
  readonly at: number;
  /** Where the session was first seen: `external` for a call (if left out), an origin's name for a transcript. */
  readonly source?: string;
  /** Its name in the ids of sessions. */
  readonly client?: string | null | undefined;
  readonly clientVersion?: string | null | undefined;
  /** Name of the token. */
  readonly principal?: string | null | undefined;
  readonly jti?: string | null | undefined;
  readonly title?: string;
  readonly cwd?: string | null | undefined;
  readonly parentId?: string | null | undefined;
  readonly metadata?: Readonly<Record<string, Json>>;
}

export interface SessionRow {
  readonly id: string;
  readonly source: string;
  readonly client: string | null;
  readonly clientVersion: string | null;
  readonly principal: string | null;
  readonly jti: string | null;
  readonly title: string;
  readonly cwd: string | null;
  readonly status: SessionStatus;
  readonly parentId: string | null;
  readonly createdAt: number;
  readonly lastActivityAt: number;
  readonly archivedAt: number | null;
  readonly messageCount: number;
  readonly metadata: Readonly<Record<string, Json>>;
}

export interface SessionFilter {
  readonly status?: SessionStatus;
  readonly source?: string;
  readonly client?: string;
  readonly principal?: string;
  readonly parentId?: string;
  /** Part of the title or the id, whatever its case. */
  readonly search?: string;
}

/** Where a page ended. */
export interface SessionCursor {
  readonly lastActivityAt: number;
  readonly id: string;
}

export interface SessionPage {
  readonly sessions: readonly SessionRow[];
  /** Where to go on; null at the end. */
  readonly next: SessionCursor | null;
}

export interface SessionStore {
  /** Notes calls: makes each session at its first one, afterwards moves its last activity; an archived one is active again. */
  touch(touches: readonly SessionTouch[], writing?: Writing): Promise<void>;
  byId(id: string, writing?: Writing): Promise<SessionRow | undefined>;
  /** Last active first. */
  list(
    filter?: SessionFilter,
    page?: { readonly limit?: number; readonly after?: SessionCursor | undefined },
  ): Promise<SessionPage>;
  /** Archives a session and all below it; how many were active. */
  archive(id: string, writing?: Writing): Promise<number>;
  /** Makes one active again; whether it was archived. */
  reopen(id: string, writing?: Writing): Promise<boolean>;
  /** False when there is no such session. */
  rename(id: string, title: string, writing?: Writing): Promise<boolean>;
  /**
   * Moves events of one session to another, which is made if need be: all of them, or those with these call ids.
   * A session that has neither an event left nor a message goes away, and its children get the other as their parent.
   * How many events moved.
   */
  rehome(from: string, to: SessionTouch, callIds?: readonly string[]): Promise<number>;
  /** Archives up to `limit` active sessions without any activity since this moment; how many. */
  archiveIdle(since: number, limit: number): Promise<number>;
  countIdle(since: number): Promise<number>;
}
