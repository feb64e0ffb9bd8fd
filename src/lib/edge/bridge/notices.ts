/** The stream of notices of a 2025 session, kept open over breaks of the connection and restarts of the hub. */
import { notificationText } from '../../protocols/mcp/encode.ts';
import { isFields } from '../../protocols/mcp/message.ts';
import { isEventStream } from './body.ts';
import { Errand } from './errand.ts';
import type { Hub } from './hub.ts';
import type { Session, Sessions } from './session.ts';
import { followStream, putUpWith } from './streams.ts';

export interface Notices {
  /** Opens the stream of the session, in place of that of another one. */
  follow(session: Session, isAnother: boolean): void;
  end(): void;
}

export interface NoticesOptions {
  readonly hub: Hub;
  readonly sessions: Pick<Sessions, 'reopen' | 'restore'>;
  readonly hand: (text: string) => void;
}

export function createNotices({ hub, sessions, hand }: NoticesOptions): Notices {
  let errand: Errand | undefined;

  const keepOpen = async (session: Session, own: Errand, isAnother: boolean): Promise<void> => {
    const headers = { accept: 'text/event-stream', ...session.headers };
    let hasMissed = isAnother;
    const open = async (): Promise<boolean> => {
      const res = await hub.send({ method: 'GET', headers }, own);
      if (isEventStream(res)) {
        if (hasMissed) for (const text of changedTexts(session)) hand(text);
        if (hasMissed && !isAnother) await sessions.restore();
        hasMissed = true;
        await followStream(res, own, hand);
        return true;
      }
      res.resume();
      // The new session gets a stream of its own.
      if (res.statusCode === 404) await sessions.reopen(session);
      return false;
    };
    while (await open().catch((error) => putUpWith(error, own, true)));
  };

  return {
    follow(session, isAnother) {
      errand?.cancel();
      errand = new Errand({ patienceMs: Number.POSITIVE_INFINITY, startsHub: false });
      keepOpen(session, errand, isAnother).catch(() => {});
    },
    end: () => errand?.cancel(),
  };
}

/** What a client has to be told that may have missed a change: list everything again. */
function changedTexts({ capabilities }: Session): string[] {
  return ['tools', 'prompts', 'resources']
    .filter((name) => isFields(capabilities[name]) && capabilities[name].listChanged === true)
    .map((name) => notificationText(`notifications/${name}/list_changed`));
}
