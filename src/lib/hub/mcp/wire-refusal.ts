/** What the wire refused, in the words of the audit. */
import type { EventOutcome } from '../../base/store/event-row.ts';
import { identifySession } from '../../knowledge/sessions/identify.ts';
import { CODES } from '../../protocols/mcp/errors.ts';
import type { Refused } from '../../protocols/mcp/refused.ts';
import type { Attempt } from '../audit/audit.ts';
import { callIdOf } from './call-id.ts';
import type { HubPrincipal } from './principal.ts';

/** HTTP statuses that say more than the code of the error in the body. */
const BY_STATUS: Readonly<Record<number, string>> = {
  405: 'wrong-method',
  406: 'wrong-accept',
  413: 'too-large',
  415: 'wrong-content-type',
  429: 'too-many-streams',
  503: 'closing',
};

const BY_CODE: Readonly<Record<number, readonly [code: string, outcome: EventOutcome]>> = {
  [CODES.parse]: ['not-json', 'refused'],
  [CODES.invalidRequest]: ['bad-request', 'refused'],
  [CODES.methodNotFound]: ['unknown-method', 'invalid'],
  [CODES.invalidParams]: ['invalid-params', 'invalid'],
  [CODES.internal]: ['internal', 'error'],
  [CODES.sessionNotFound]: ['unknown-session', 'refused'],
  [CODES.resourceNotFound]: ['unknown-resource', 'invalid'],
  [CODES.headerMismatch]: ['header-mismatch', 'refused'],
  [CODES.missingCapability]: ['missing-capability', 'refused'],
  [CODES.unsupportedVersion]: ['unsupported-version', 'refused'],
};

/** The row of a request that was answered with an error; undefined where the call of a tool has left one already. */
export function attemptOf(
  { principal, status, error, method, client, meta, handled }: Refused<HubPrincipal>,
  at: number,
): Attempt | undefined {
  if (handled && method === 'tools/call') return undefined;
  const { token, bound } = principal;
  const byStatus = status === undefined ? undefined : BY_STATUS[status];
  const [code, outcome]: readonly [string, EventOutcome] =
    byStatus === undefined ? (BY_CODE[error.code] ?? ['mcp-error', 'error']) : [byStatus, 'refused'];
  // Who has said nothing of itself has no session, unless a bridge speaks for it.
  const session =
    client || bound !== undefined
      ? identifySession({
          jti: token.jti,
          client: client?.name,
          meta,
          ...(bound === undefined ? {} : { bound }),
        })
      : undefined;
  return {
    at,
    outcome,
    code,
    principal: token.name,
    jti: token.jti,
    client: session?.client ?? null,
    session: session?.id ?? null,
    callId: callIdOf(meta),
    result: method === undefined ? error.message : `${method.slice(0, 100)}: ${error.message}`,
  };
}
