/** Which session a call belongs to. Pure. The ids are those that ingested transcripts get, so the two meet. */
import { isSessionId } from '../../base/kernel/session-name.ts';

export interface CallFacts {
  /** The token's id. */
  readonly jti: string;
  /** `clientInfo.name` as the client gives it. */
  readonly client: string | undefined;
  /** `_meta` of the call. */
  readonly meta: Readonly<Record<string, unknown>>;
  /** The session that the token was made for, or that a bridge knows. */
  readonly bound?: string;
}

export interface SessionIdentity {
  readonly id: string;
  /** The client's name, fit for an id. */
  readonly client: string;
  /** Until its transcript is read, all that is known is the token. */
  readonly provisional: boolean;
}

const THREAD = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const CODEX = /^codex\b/;

/**
 * Codex names its thread in every call (`_meta.threadId`). Others are told apart by their token; a token that is bound
 * to a session, and a bridge that has read it from its environment, know better.
 */
export function identifySession({ jti, client, meta, bound }: CallFacts): SessionIdentity {
  const name = clientName(client);
  if (bound !== undefined && isSessionId(bound)) return { id: bound, client: name, provisional: false };
  const { threadId } = meta;
  if (CODEX.test(name) && typeof threadId === 'string' && THREAD.test(threadId)) {
    return { id: `codex:${threadId.toLowerCase()}`, client: name, provisional: false };
  }
  return { id: `external:${name}:${jti}`, client: name, provisional: true };
}

/** What may stand in an id; empty for no name becomes `unknown`. */
function clientName(name: string | undefined): string {
  return (
    (name ?? '')
      .toLowerCase()
      .replace(/[^a-z0-9_.-]+/g, '_')
      .slice(0, 60) || 'unknown'
  );
}
