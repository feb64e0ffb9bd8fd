/** Messages of 2025 sessions on their way: all of one client's go in one session, which outlives the hub. */
import { kindOf, type Notification, type Request } from '../../protocols/mcp/message.ts';
import type { RequestId } from '../../protocols/mcp/types.ts';
import { lacksCallId, withCallId } from './call-id.ts';
import { deliver } from './deliver.ts';
import { Errand, PATIENCE_MS } from './errand.ts';
import type { Hub } from './hub.ts';
import { createNotices } from './notices.ts';
import { post } from './requests.ts';
import { createSessions, type Session, type Sessions, tell } from './session.ts';

export interface LegacyRelay {
  /** Whether there is a session, or will be in a moment. */
  readonly isOpen: boolean;
  /** The revision of the session. */
  readonly version: string | undefined;
  /** Until it is answered; of `open`, the answered ones are taken out. @throws Failure; Cancelled */
  relay(request: Request, line: string, open: Set<RequestId>, errand: Errand): Promise<void>;
  /** Several messages at once (2025-03-26). @throws as `relay` */
  relayBatch(values: readonly unknown[], line: string, open: Set<RequestId>, errand: Errand): Promise<void>;
  /** Sends what has no answer: a notification, or the answer to a question of the hub's (undefined). */
  tell(notification: Notification | undefined, line: string): void;
  /** Ends the session. */
  end(): Promise<void>;
}

/** How often one message may find its session gone. */
const MOST_REOPENINGS = 2;
const NO_HEADERS = {};

export function createLegacyRelay({
  hub,
  hand,
}: {
  readonly hub: Hub;
  readonly hand: (text: Buffer | string) => void;
}): LegacyRelay {
  const sessions: Sessions = createSessions({
    hub,
    onReopened: (session) => notices.follow(session, true),
  });
  const notices = createNotices({ hub, sessions, hand });

  const deliverInSession = async (
    text: string,
    open: Set<RequestId>,
    errand: Errand,
    answered: () => void,
  ): Promise<void> => {
    await sessions.opening;
    let used: Session | undefined;
    let reopenings = 0;
    await deliver(hub, errand, {
      request() {
        used = sessions.current;
        return post(text, used?.headers ?? NO_HEADERS);
      },
      open,
      hand,
      answered,
      async mend(status) {
        if (status !== 404 || !used || reopenings >= MOST_REOPENINGS) return false;
        reopenings += 1;
        await sessions.reopen(used);
        return true;
      },
    });
  };

  const send = async (notification: Notification | undefined, line: string): Promise<void> => {
    await sessions.opening;
    const session = sessions.current;
    // Nobody has heard of this client yet.
    if (!session) return;
    const errand = new Errand({ patienceMs: PATIENCE_MS, startsHub: false });
    const told = tell(hub, post(line, session.headers), errand);
    if (notification?.method !== 'notifications/initialized') return told;
    // Its stream waits for the hub longer than the word itself.
    await told.finally(() => notices.follow(session, false));
  };

  return {
    get isOpen() {
      return sessions.current !== undefined || sessions.opening !== undefined;
    },
    get version() {
      return sessions.current?.headers['mcp-protocol-version'];
    },
    relay(asked, line, open, errand) {
      if (asked.method === 'initialize') return sessions.open(asked, line, open, errand, hand);
      const needsId = lacksCallId(asked);
      const text = needsId ? JSON.stringify(withCallId(asked)) : line;
      return deliverInSession(text, open, errand, () => sessions.remember(asked, line));
    },
    relayBatch(values, line, open, errand) {
      const named = values.map((value) =>
        kindOf(value) === 'request' && lacksCallId(value as Request) ? withCallId(value as Request) : value,
      );
      if (open.size === 0) return send(undefined, line);
      return deliverInSession(JSON.stringify(named), open, errand, () => {});
    },
    tell(notification, line) {
      // Whoever sends it waits for nothing, so there is nobody to tell that it did not arrive.
      send(notification, line).catch(() => {});
    },
    async end() {
      notices.end();
      await sessions.end();
    },
  };
}
