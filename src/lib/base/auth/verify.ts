/** Decides whether a token is one of ours and still good; the one function that every door of the hub asks. */
import type { webcrypto } from 'node:crypto';
import type { JWTVerifyOptions } from 'jose';
import { type Awaitable, after } from '../kernel/awaitable.ts';
import type { Clock } from '../kernel/clock.ts';
import { errnoOf } from '../kernel/errors.ts';
import { sha256 } from '../kernel/hash.ts';
import { createRecent } from '../kernel/recent.ts';
import type { TokenKind, TokenRow } from '../store/token-row.ts';
import type { AuthDeps } from './deps.ts';
import { ALGORITHM, AUDIENCE, decodeToken, ISSUER, importKey, LEEWAY_SECONDS, readClaims } from './jwt.ts';
import { readKey } from './keys.ts';

export interface Principal {
  readonly jti: string;
  readonly name: string;
  readonly kind: TokenKind;
  /** The agent or owner. */
  readonly subject: string;
  readonly scopes: readonly string[];
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export type RefusalReason =
  /** Not a JWT, too long, an algorithm other than HS256, or claims missing. */
  | 'malformed'
  | 'unknown-key'
  | 'bad-signature'
  | 'expired'
  /** Signed by us for somebody else (`aud`, `iss`). */
  | 'wrong-audience'
  | 'revoked'
  /** Signed by us, but no such token was handed out. */
  | 'unknown-token'
  | 'wrong-kind';

export type Verification =
  | { readonly ok: true; readonly principal: Principal }
  | { readonly ok: false; readonly reason: RefusalReason };

export interface Verifier {
  /**
   * Checks a token, and that it is of the kind the caller serves (any, if left out). One that is remembered is
   * decided at once.
   * @throws RefusedError when the key file cannot be trusted; the store's errors when it cannot be read.
   */
  verify(token: string, kind?: TokenKind): Awaitable<Verification>;
}

export interface VerifierOptions {
  /** Verified tokens to remember. */
  readonly cacheSize?: number;
  /** Note the time of use in the store, at most once a minute for each token. Default: unless the store is read-only. */
  readonly recordUse?: boolean;
  /** How often the tokens have changed; left out: what the store says at that moment. */
  readonly revision?: () => Awaitable<number>;
  /** Told when the time of use could not be noted; the token is good all the same. */
  readonly onError?: (error: unknown) => void;
}

/** Remembered by the token itself, which a process that takes tokens has in its memory with every request anyway. */
interface Known {
  readonly principal: Principal;
  readonly accepted: Verification;
  readonly lastUsedAt: number;
}

type Checked = { readonly row: TokenRow } | { readonly reason: RefusalReason };

const USE_INTERVAL = 60_000;
const TYPE = 'JWT';

/**
 * A verifier with a memory of its own. What it remembers is dropped as soon as any process changes a token: the store
 * is asked for that before anything that is remembered counts.
 */
export function createVerifier(deps: AuthDeps, options: VerifierOptions = {}): Verifier {
  const { cacheSize = 1000, recordUse = !deps.store.readOnly, onError = () => undefined } = options;
  const revision = options.revision ?? (() => deps.store.revision('tokens'));
  const check = createCheck(deps);
  const known = createRecent<string, Known>(cacheSize);
  let mark: number | undefined;

  const isUseDue = ({ lastUsedAt }: Known, now: Date): boolean =>
    recordUse && now.getTime() - lastUsedAt >= USE_INTERVAL;

  /** What the memory says, if that is all that is needed. */
  const recall = (token: string, kind: TokenKind | undefined, now: Date): Verification | undefined => {
    const entry = known.get(token);
    if (!entry) return undefined;
    if (isOver(entry.principal.expiresAt, now)) return refuse('expired');
    if (kind !== undefined && entry.principal.kind !== kind) return refuse('wrong-kind');
    if (isUseDue(entry, now)) return undefined;
    return entry.accepted;
  };

  const decide = async (
    token: string,
    kind: TokenKind | undefined,
    now: Date,
    seen: number,
  ): Promise<Verification> => {
    let entry = known.get(token);
    if (!entry) {
      const checked = await check(token, now);
      if ('reason' in checked) return refuse(checked.reason);
      entry = toKnown(checked.row);
    }
    const { principal } = entry;
    if (kind !== undefined && principal.kind !== kind) return refuse('wrong-kind');
    if (isUseDue(entry, now)) {
      // Nobody waits for it: another process may have the lock for seconds.
      deps.store.tokens.touchLastUsed(principal.jti).catch(onError);
      entry = { ...entry, lastUsedAt: now.getTime() };
    }
    // A change that arrived during the check belongs to the next mark.
    if (mark === seen) known.set(token, entry);
    return entry.accepted;
  };

  return {
    verify: (token, kind) => {
      const now = deps.clock.now();
      return after(revision(), (seen) => {
        if (seen !== mark) known.clear();
        mark = seen;
        return recall(token, kind, now) ?? decide(token, kind, now, seen);
      });
    },
  };
}

/** The whole check, without memory of tokens; the imported keys are kept. */
function createCheck(deps: AuthDeps): (token: string, now: Date) => Promise<Checked> {
  const keys = new Map<string, { readonly version: string; readonly key: webcrypto.CryptoKey }>();

  const findKey = async (kid: unknown): Promise<webcrypto.CryptoKey | undefined> => {
    const file = typeof kid === 'string' ? readKey(deps, kid) : undefined;
    if (!file) return undefined;
    const imported = keys.get(file.kid);
    if (imported?.version === file.version) return imported.key;
    const key = await importKey(file.bytes);
    keys.set(file.kid, { version: file.version, key });
    return key;
  };

  return async (token, now) => {
    const decoded = decodeToken(token);
    if (decoded?.header.alg !== ALGORITHM || decoded.header.typ !== TYPE) return { reason: 'malformed' };
    const key = await findKey(decoded.header.kid);
    if (!key) return { reason: 'unknown-key' };
    const reason = await signatureFault(token, key, deps.clock);
    if (reason) return { reason };
    const claims = readClaims(decoded.claims);
    if (!claims) return { reason: 'malformed' };
    const row = await deps.store.tokens.byId(claims.jti);
    // The hash ties the row to this very token: a stolen key alone cannot widen the scopes of a known id.
    if (row?.hash !== sha256(token)) return { reason: 'unknown-token' };
    if (row.revokedAt !== null) return { reason: 'revoked' };
    return isOver(row.expiresAt, now) ? { reason: 'expired' } : { row };
  };
}

async function signatureFault(
  token: string,
  key: webcrypto.CryptoKey,
  clock: Clock,
): Promise<RefusalReason | undefined> {
  const { jwtVerify } = await import('jose/jwt/verify');
  const options: JWTVerifyOptions = {
    algorithms: [ALGORITHM],
    typ: TYPE,
    issuer: ISSUER,
    audience: AUDIENCE,
    requiredClaims: ['exp', 'iat', 'jti', 'sub'],
    clockTolerance: LEEWAY_SECONDS,
    currentDate: clock.now(),
  };
  try {
    await jwtVerify(token, key, options);
    return undefined;
  } catch (error) {
    const code = errnoOf(error);
    if (code === undefined || !code.startsWith('ERR_J')) throw error;
    if (code === 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED') return 'bad-signature';
    if (code === 'ERR_JWT_EXPIRED') return 'expired';
    const claim = error instanceof Error && 'claim' in error ? error.claim : undefined;
    return claim === 'aud' || claim === 'iss' ? 'wrong-audience' : 'malformed';
  }
}

function isOver(expiresAt: number, now: Date): boolean {
  return Math.floor(expiresAt / 1000) <= Math.floor(now.getTime() / 1000) - LEEWAY_SECONDS;
}

function refuse(reason: RefusalReason): Verification {
  return { ok: false, reason };
}

function toKnown({ jti, name, kind, subject, scopes, expiresAt, lastUsedAt }: TokenRow): Known {
  const principal = { jti, name, kind, subject, scopes, expiresAt };
  return { principal, accepted: { ok: true, principal }, lastUsedAt: lastUsedAt ?? 0 };
}
