/** Who sends a request: its bearer token, verified, or a refusal that a person can act on. */
import type { IncomingMessage } from 'node:http';
import type { Principal, RefusalReason, Verifier } from '../../base/auth/verify.ts';
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

/** Looks at the `Authorization` header only: a token in an address ends in logs. */
export async function identify(verifier: Verifier, { headers }: IncomingMessage): Promise<Identified> {
  const token = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) {
    return unauthorized('no-token', `This hub needs a token in the Authorization header. ${MEND}`);
  }
  const verified = await verifier.verify(token);
  if (verified.ok) return { principal: verified.principal };
  return unauthorized(verified.reason, WHY[verified.reason]);
}

function unauthorized(reason: string, message: string): Identified {
  return { reason, problem: { status: 401, code: 'unauthorized', message } };
}
