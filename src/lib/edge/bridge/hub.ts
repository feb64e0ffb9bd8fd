/** The hub as the bridge sees it: takes a message sooner or later, or says why not. */
import type { IncomingMessage } from 'node:http';
import { isFields } from '../../protocols/mcp/message.ts';
import { readWhole } from './body.ts';
import type { Credentials } from './credentials.ts';
import type { Errand } from './errand.ts';
import { Failure, NOT_THE_HUB } from './failure.ts';
import { type HubConnections, type HubRequest, Unreached } from './http.ts';

export interface HubOptions {
  readonly connections: HubConnections;
  readonly credentials: Credentials;
  /** What is said of a hub that does not answer. */
  readonly away: string;
  /** The session that the agent is in, if its environment says so. */
  readonly session: string | undefined;
  /** Starts a hub where none answers, once for all who ask at a time. */
  readonly startHub?: () => Promise<void>;
}

export interface Hub {
  /**
   * Sends until the hub has taken it, whatever it then says. A hub that is away, busy or going down is waited for, and a
   * token that it refuses is read again.
   * @throws Failure; Cancelled
   */
  send(what: HubRequest, errand: Errand): Promise<IncomingMessage>;
  /** Why there was no answer, for people. */
  readonly away: string;
  /** Called when another token is in use: what is open with the one before should be opened anew. */
  readonly onRenewed: Set<() => void>;
}

export function createHub({ connections, credentials, away, session, startHub }: HubOptions): Hub {
  const named: Record<string, string> = session === undefined ? {} : { 'nerve-session': session };

  const tryOnce = async (what: HubRequest, token: string, errand: Errand) => {
    const headers = { authorization: `Bearer ${token}`, ...named, ...what.headers };
    try {
      return await connections.ask({ ...what, headers }, errand);
    } catch (error) {
      errand.check();
      if (!(error instanceof Unreached)) throw error;
      if (error.sent) await errand.lost(away);
      else {
        if (errand.startsHub) await startHub?.();
        await errand.pause(away);
      }
      return undefined;
    }
  };

  const onRenewed = new Set<() => void>();
  return {
    away,
    onRenewed,
    async send(what, errand) {
      let hasRenewed = false;
      for (;;) {
        errand.check();
        const token = credentials.token();
        const res = await tryOnce(what, token, errand);
        if (!res) continue;
        const { statusCode } = res;
        if (statusCode === 401) {
          const problem = await problemOf(res);
          if (hasRenewed || !credentials.renew(token)) throw new Failure('unauthorized', problem);
          hasRenewed = true;
          for (const reopen of onRenewed) reopen();
        } else if (statusCode === 429 || statusCode === 503) {
          const problem = await problemOf(res);
          await errand.pause(problem, (Number(res.headers['retry-after']) || 0) * 1000);
        } else {
          errand.reached();
          return res;
        }
      }
    },
  };
}

/** What a refusal says, as a sentence; reads it to its end. */
export async function problemOf(res: IncomingMessage): Promise<string> {
  return refusalIn(await readWhole(res).then(String, () => ''), res);
}

/** The same of a body that was read. */
export function refusalIn(text: string, { statusCode }: IncomingMessage): string {
  const said = messageIn(text);
  if (said) return `The nerve hub refused: ${said}`;
  return statusCode === 200 ? NOT_THE_HUB : `The nerve hub refused with HTTP ${statusCode}.`;
}

function messageIn(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const error = isFields(value) ? value.error : undefined;
    return isFields(error) && typeof error.message === 'string' ? error.message : undefined;
  } catch {
    return undefined;
  }
}
