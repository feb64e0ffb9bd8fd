/** What is known of 2025 sessions beyond their ids: only those that said or did something worth remembering. */
import type { Session } from './session-id.ts';

export interface SessionState {
  /** Milliseconds; exact to an eighth of the idle time. */
  seenAt: number;
  ended: boolean;
  /** Index into `LOG_LEVELS` of the least severe message that is wanted; undefined: none is. */
  logLevel: number | undefined;
  readonly subscriptions: Set<string>;
}

export interface Sessions {
  /** Whether the session may still be used; counts as use. */
  admit(session: Session): boolean;
  /** Ends it for good: `admit` says no from now on. */
  end(session: Session): void;
  /** Its state, which is kept from now on. */
  keep(session: Session): SessionState;
  peek(session: Session): SessionState | undefined;
  forget(session: Session): void;
}

/** States that are kept at most; the oldest are dropped, which costs a subscription or a log level. */
const MOST = 10_000;

/**
 * Nothing is kept for a session that is merely used: its id says when it was made, and for one that is used long
 * after, the last use is noted from time to time. What came before the start of this process is unknown, so a
 * session is taken as used at that moment: a restart never makes one expire.
 */
export function createSessions({ idleMs, now }: { idleMs: number; now: () => number }): Sessions {
  const startedAt = now();
  const states = new Map<string, SessionState>();

  const isIdle = (state: SessionState, at: number): boolean => at - state.seenAt > idleMs;
  const keep = (session: Session): SessionState => {
    const known = states.get(session.id);
    if (known) return known;
    const at = now();
    if (states.size >= MOST) {
      for (const [id, state] of states) if (isIdle(state, at)) states.delete(id);
      const oldest = states.keys().next();
      if (states.size >= MOST && !oldest.done) states.delete(oldest.value);
    }
    const state: SessionState = {
      seenAt: at,
      ended: false,
      logLevel: undefined,
      subscriptions: new Set(),
    };
    states.set(session.id, state);
    return state;
  };

  return {
    keep,
    admit(session) {
      const at = now();
      const state = states.get(session.id);
      if (state?.ended) return false;
      const unused = at - (state?.seenAt ?? Math.max(session.issuedAt, startedAt));
      if (unused > idleMs) return false;
      if (unused > idleMs / 8) keep(session).seenAt = at;
      return true;
    },
    end(session) {
      const state = keep(session);
      state.ended = true;
      state.subscriptions.clear();
    },
    peek: (session) => states.get(session.id),
    forget(session) {
      states.delete(session.id);
    },
  };
}
