/** A request that was answered with an error, as the owner of the server is told of it. */
import type { McpError } from './errors.ts';
import type { Principal } from './handlers.ts';
import { isFields } from './message.ts';
import { CLIENT_INFO } from './meta-keys.ts';
import type { Session } from './session-id.ts';
import type { Fields, Implementation } from './types.ts';

export interface Refused<P extends Principal = Principal> {
  readonly principal: P;
  /** Of HTTP: 200 where the error stands in the body alone; undefined on stdio. */
  readonly status: number | undefined;
  readonly error: McpError;
  /** Undefined where none could be read. */
  readonly method: string | undefined;
  /** What the client says of itself, as far as it is known. */
  readonly client: Implementation | undefined;
  /** `_meta` as it was sent. */
  readonly meta: Fields;
  /** A handler was asked for it, and threw: whoever wrote the handler knows already. */
  readonly handled: boolean;
}

/** What the client says of itself: in 2025 with its session, in 2026-07-28 with every request. */
export function clientInfo(session: Session | undefined, meta: Fields): Implementation | undefined {
  if (session) return session.client.info;
  const info = meta[CLIENT_INFO];
  return isImplementation(info) ? info : undefined;
}

function isImplementation(value: unknown): value is Implementation {
  return isFields(value) && typeof value.name === 'string' && typeof value.version === 'string';
}
