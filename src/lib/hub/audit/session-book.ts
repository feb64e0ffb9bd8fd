/** Which sessions are in use, told to the store from time to time and not with every call. */
import type { SessionTouch } from '../../base/store/session-row.ts';

export interface SessionBook {
  seen(session: SessionTouch): void;
  close(): Promise<void>;
}

export interface SessionBookOptions {
  readonly keep: (sessions: readonly SessionTouch[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** A new session is told at once, one that goes on every half minute. */
const REFRESH_MS = 30_000;
const WAIT_MS = 50;
/** Sessions that are remembered as told. */
const MOST = 10_000;

/** Notes sessions in the order of their calls. */
export function createSessionBook({ keep, onError }: SessionBookOptions): SessionBook {
  const told = new Map<string, number>();
  const waiting = new Map<string, SessionTouch>();
  let timer: NodeJS.Timeout | undefined;
  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const sessions = [...waiting.values()];
    waiting.clear();
    if (sessions.length === 0) return;
    try {
      await keep(sessions);
    } catch (error) {
      for (const { id } of sessions) told.delete(id);
      onError(error);
    }
  };
  return {
    seen(session) {
      const last = told.get(session.id);
      if (last !== undefined && session.at - last < REFRESH_MS) return;
      if (told.size >= MOST) told.clear();
      told.set(session.id, session.at);
      waiting.set(session.id, session);
      timer ??= setTimeout(() => void flush(), WAIT_MS);
    },
    close: flush,
  };
}
