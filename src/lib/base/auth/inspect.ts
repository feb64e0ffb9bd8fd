/** Says everything about one token or name without ever failing on what it is given. */
import { sha256 } from '../kernel/hash.ts';
import type { TokenRow } from '../store/token-row.ts';
import type { AuthDeps } from './deps.ts';
import { decodeToken, LEEWAY_SECONDS, readClaims, type TokenClaims } from './jwt.ts';
import { isTokenName } from './names.ts';
import { stateOf, type TokenState } from './tokens.ts';
import { createVerifier, type RefusalReason } from './verify.ts';

export interface TokenInspection {
  /** `valid` is what the hub would take; of a name, the state of its row. */
  readonly state: 'valid' | 'invalid' | 'unknown' | Exclude<TokenState, 'active'>;
  /** Why it is not taken; empty when it is. */
  readonly reasons: readonly RefusalReason[];
  /** What the token says about itself. Without `signed`, anybody may have written it. */
  readonly claims: TokenClaims | undefined;
  readonly signed: boolean;
  /** What was handed out under this id or name. */
  readonly row: TokenRow | undefined;
}

/**
 * Inspects a token or the name of one; foreign, expired and broken ones too. Nothing is written.
 * @throws RefusedError when the key file cannot be trusted; the store's errors.
 */
export async function inspectToken(deps: AuthDeps, tokenOrName: string): Promise<TokenInspection> {
  return isTokenName(tokenOrName) ? inspectName(deps, tokenOrName) : inspectText(deps, tokenOrName.trim());
}

async function inspectName(deps: AuthDeps, name: string): Promise<TokenInspection> {
  const row = await deps.store.tokens.byName(name);
  if (!row) return { state: 'unknown', reasons: ['unknown-token'], claims: undefined, signed: false, row };
  const state = stateOf(row, deps.clock.now());
  return {
    state: state === 'active' ? 'valid' : state,
    reasons: state === 'revoked' || state === 'expired' ? [state] : [],
    claims: undefined,
    signed: false,
    row,
  };
}

async function inspectText(deps: AuthDeps, token: string): Promise<TokenInspection> {
  const result = await createVerifier(deps, { recordUse: false }).verify(token);
  const decoded = decodeToken(token);
  const claims = decoded && readClaims(decoded.claims);
  const stored = claims && (await deps.store.tokens.byId(claims.jti));
  const row = stored?.hash === sha256(token) ? stored : undefined;
  const found = new Set<RefusalReason>(result.ok ? [] : [result.reason]);
  if (!result.ok && claims && claims.exp <= deps.clock.now().getTime() / 1000 - LEEWAY_SECONDS)
    found.add('expired');
  if (row && row.revokedAt !== null) found.add('revoked');
  return { state: stateFor(found), reasons: [...found], claims, signed: isSigned(found), row };
}

function stateFor(reasons: ReadonlySet<RefusalReason>): TokenInspection['state'] {
  if (reasons.size === 0) return 'valid';
  if (!isSigned(reasons)) return 'invalid';
  if (reasons.has('revoked')) return 'revoked';
  if (reasons.has('expired')) return 'expired';
  return reasons.has('unknown-token') ? 'unknown' : 'invalid';
}

/** These are found before or by the check of the signature; all others only after it. */
function isSigned(reasons: ReadonlySet<RefusalReason>): boolean {
  return !['malformed', 'unknown-key', 'bad-signature'].some((reason) =>
    reasons.has(reason as RefusalReason),
  );
}
