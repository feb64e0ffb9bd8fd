/** Who sends a request: its bearer token, verified, or a refusal that a person can act on. */
import type { IncomingMessage } from 'node:http';
import type { Principal, RefusalReason, Verifier } from '../../base/auth/verify.ts';
import { type Awaitable, after } from '../../base/kernel/awaitable.ts';
import type { TokenKind } from '../../base/store/token-row.ts';
import type { Problem } from './guard.ts';

export type Identified =
  | { readonly principal: Principal }
  | { readonly problem: Problem; readonly reason: string };

const MEND = 'Run `nerve sync` and start the agent again.';

const WHY: Readonly<Record<RefusalReason, string>> = {
  malformed: `This is no token of nerve's. ${MEND}`,
  'unknown-key': `The key that signed this token is gone. ${MEND}`,
  'bad-signature': `This token was not made by this nerve. ${MEND}`,
  expired: `This token's time is over. ${MEND}`,
  'wrong-audience': `This token was made for something else. ${MEND}`,
  revoked: `This token was revoked. ${MEND}`,
  'unknown-token': `This nerve does not know this token. ${MEND}`,
  'wrong-kind': 'This token is for another door of the hub.',
};

export interface Credentials {
  readonly verifier: Verifier;
  /** The kind of token that opens this door; undefined: the door looks itself. */
  readonly kind: TokenKind | undefined;
  /** Also as `?token=` in the address, for clients that can send no header. It then stands in their logs. */
  readonly inQuery: boolean;
  /** Who somebody is that shows no token at all; undefined: nobody. */
  readonly stranger: Principal | undefined;
}

/** Looks at the `Authorization` header, and at the address only where that is allowed. */
export function identify(
  { verifier, kind, inQuery, stranger }: Credentials,
  req: IncomingMessage,
): Awaitable<Identified> {
  const token = headerToken(req) ?? (inQuery ? queryToken(req) : undefined);
  if (token === undefined) {
    if (stranger && req.headers.authorization === undefined) return { principal: stranger };
    return unauthorized('no-token', `This hub needs a token in the Authorization header. ${MEND}`);
  }
  return after(verifier.verify(token, kind), (verified) =>
    verified.ok ? { principal: verified.principal } : unauthorized(verified.reason, WHY[verified.reason]),
  );
}

function headerToken({ headers }: IncomingMessage): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

function queryToken({ url = '' }: IncomingMessage): string | undefined {
  const start = url.indexOf('?');
  return start < 0 ? undefined : (new URLSearchParams(url.slice(start)).get('token') ?? undefined);
}

function unauthorized(reason: string, message: string): Identified {
  return { reason, problem: { status: 401, code: 'unauthorized', message } };
}
