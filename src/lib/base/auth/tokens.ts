/** Making, listing, revoking and rotating tokens. */
import { UnavailableError, UserError } from '../kernel/errors.ts';
import { sha256 } from '../kernel/hash.ts';
import { nearest } from '../kernel/nearest.ts';
import type { TokenFilter, TokenRow } from '../store/token-row.ts';
import type { AuthDeps } from './deps.ts';
import { checkRequest, issueToken, type MintRequest } from './issue.ts';
import { decodeToken } from './jwt.ts';
import { withSigningKey } from './keys.ts';
import { assertTokenName, isTokenName, shown } from './names.ts';
import { parseScopes } from './scopes.ts';

export interface MintedToken {
  /** The secret; shown once, kept nowhere. */
  readonly token: string;
  readonly row: TokenRow;
}

export type TokenState = 'active' | 'pending' | 'expired' | 'revoked';

export interface ListedToken extends TokenRow {
  readonly state: TokenState;
}

/**
 * Makes a token. The signing key is made at the first use.
 * @throws UserError for a bad name, subject, kind, scope or life time, and `name-taken`.
 */
export async function mintToken(deps: AuthDeps, request: MintRequest): Promise<MintedToken> {
  const checked = checkRequest(request);
  return withSigningKey(deps, async (key) => {
    const { token, row } = await issueToken(key, checked, deps.clock.now());
    if (await deps.store.tokens.insert(row)) return { token, row: activated(row) };
    throw new UserError(`There is already an active token called ${row.name}`, {
      code: 'name-taken',
      hint: `nerve token rotate ${row.name}`,
    });
  });
}

/** All tokens, oldest first. */
export async function listTokens(deps: AuthDeps, filter: TokenFilter = {}): Promise<readonly ListedToken[]> {
  const now = deps.clock.now();
  return (await deps.store.tokens.list(filter)).map((row) => ({ ...row, state: stateOf(row, now) }));
}

/**
 * Ends a token, given its name, its id or itself. A second time is fine: `changed` is false.
 * @throws UserError `unknown-token`.
 */
export async function revokeToken(
  deps: AuthDeps,
  nameOrId: string,
  reason = 'revoked',
): Promise<{ readonly row: TokenRow; readonly changed: boolean }> {
  const row = await findToken(deps, nameOrId);
  const byName = row.name === nameOrId;
  const changed = byName
    ? (await deps.store.tokens.revokeName(row.name, reason)) > 0
    : await deps.store.tokens.revoke(row.jti, reason);
  return { row: (await deps.store.tokens.byId(row.jti)) ?? row, changed };
}

/**
 * A new token with the name, kind, subject, scopes and life time of an old one, which ends in the same moment.
 * The secret file of an agent is not touched: for agents use `prepareAgentToken`.
 * @throws UserError `unknown-token`; UnavailableError when somebody else changed it at the same time.
 */
export async function rotateToken(deps: AuthDeps, name: string): Promise<MintedToken> {
  assertTokenName(name);
  return withSigningKey(deps, async (key) => {
    const old = await findToken(deps, name);
    if (old.revokedAt !== null || old.activatedAt === null) throw ended(name);
    const ttlSeconds = Math.floor(old.expiresAt / 1000) - Math.floor(old.createdAt / 1000);
    const { token, row } = await issueToken(key, checkRequest({ ...old, ttlSeconds }), deps.clock.now());
    if (await deps.store.tokens.replace(old.jti, row, 'rotated')) return { token, row: activated(row) };
    throw changedMeanwhile(name);
  });
}

/** What to make of a token's scopes: other ones, or some more and some less. */
export interface ScopeChange {
  readonly set?: readonly string[] | undefined;
  readonly add?: readonly string[] | undefined;
  readonly remove?: readonly string[] | undefined;
}

/**
 * Changes what a token allows, from its next request on; the token itself stays as it is.
 * @throws UserError `unknown-token`, `token-revoked`, `unknown-scope`, `no-scopes`; UnavailableError when somebody else
 * changed it at the same time.
 */
export async function changeScopes(
  deps: AuthDeps,
  nameOrId: string,
  { set, add = [], remove = [] }: ScopeChange,
): Promise<{ readonly row: TokenRow; readonly changed: boolean }> {
  const row = await findToken(deps, nameOrId);
  if (row.revokedAt !== null) throw ended(row.name);
  for (const name of remove) parseScopes([name]);
  const scopes = parseScopes([...(set ?? row.scopes), ...add].filter((name) => !remove.includes(name)));
  if (scopes.join() === row.scopes.join()) return { row, changed: false };
  if (await deps.store.tokens.setScopes(row.jti, row.scopes, scopes)) {
    return { row: { ...row, scopes }, changed: true };
  }
  throw changedMeanwhile(row.name);
}

function ended(name: string): UserError {
  return new UserError(`The token ${name} is not active any more`, {
    code: 'token-revoked',
    hint: `nerve token mint ${name}`,
  });
}

function changedMeanwhile(name: string): UnavailableError {
  return new UnavailableError(`The token ${name} was changed by another process at the same time`, {
    code: 'token-changed',
    hint: 'nerve token list',
  });
}

/** The row that a name, an id or a token itself means. */
async function findToken(deps: AuthDeps, text: string): Promise<TokenRow> {
  const named = isTokenName(text) ? await deps.store.tokens.byName(text) : undefined;
  const jti = decodeToken(text)?.claims.jti;
  const row = named ?? (await deps.store.tokens.byId(typeof jti === 'string' ? jti : text));
  if (row && (jti === undefined || row.hash === sha256(text))) return row;
  const names = (await deps.store.tokens.list({ active: true })).map((token) => token.name);
  const close = nearest(text, names);
  throw new UserError(`There is no token ${shown(text)}`, {
    code: 'unknown-token',
    hint: close === undefined ? 'nerve token list' : `did you mean ${close}?`,
  });
}

export function stateOf(row: TokenRow, now: Date): TokenState {
  if (row.revokedAt !== null) return 'revoked';
  if (row.expiresAt <= now.getTime()) return 'expired';
  return row.activatedAt === null ? 'pending' : 'active';
}

function activated(row: TokenRow): TokenRow {
  return { ...row, activatedAt: row.createdAt };
}
