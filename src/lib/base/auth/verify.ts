/** Decides whether a token is one of ours and still good; the one function that every door of the hub asks. */
import type { webcrypto } from 'node:crypto';
import type { JWTVerifyOptions } from 'jose';
import type { Clock } from '../kernel/clock.ts';
import { errnoOf, UnavailableError } from '../kernel/errors.ts';
import { sha256 } from '../kernel/hash.ts';
import type { Store } from '../store/store.ts';
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
   * Checks a token, and that it is of the kind the caller serves (any, if left out).
   * @throws RefusedError when the key file cannot be trusted; the store's errors when it cannot be read.
   */
  verify(token: string, kind?: TokenKind): Promise<Verification>;
}

export interface VerifierOptions {
  /** Verified tokens to remember. */
  readonly cacheSize?: number;
  /** Note the time of use in the store, at most once a minute for each token. Default: unless the store is read-only. */
  readonly recordUse?: boolean;
}

interface Known {
  readonly principal: Principal;
  readonly lastUsedAt: number;
}

type Checked = { readonly row: TokenRow } | { readonly reason: RefusalReason };

const USE_INTERVAL = 60_000;
const TYPE = 'JWT';

/** A verifier with a memory of its own. What it remembers is dropped as soon as any process changes a token. */
export function createVerifier(deps: AuthDeps, options: VerifierOptions = {}): Verifier {
  const { cacheSize = 1000, recordUse = !deps.store.readOnly } = options;
  const check = createCheck(deps);
  const known = new Map<string, Known>();
  let mark: number | undefined;

  const remember = (hash: string, entry: Known): void => {
    known.delete(hash);
    known.set(hash, entry);
    const oldest = known.size > cacheSize ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
  };

  return {
    verify: async (token, kind) => {
      const now = deps.clock.now();
      const hash = sha256(token);
      const seen = await deps.store.revision('tokens');
      if (seen !== mark) known.clear();
      mark = seen;
      let entry = known.get(hash);
      if (entry && isOver(entry.principal.expiresAt, now)) return refuse('expired');
      if (!entry) {
        const checked = await check(token, hash, now);
        if ('reason' in checked) return refuse(checked.reason);
        entry = { principal: toPrincipal(checked.row), lastUsedAt: checked.row.lastUsedAt ?? 0 };
      }
      const { principal } = entry;
      if (kind !== undefined && principal.kind !== kind) return refuse('wrong-kind');
      if (recordUse && now.getTime() - entry.lastUsedAt >= USE_INTERVAL) {
        await noteUse(deps.store, principal.jti);
        entry = { principal, lastUsedAt: now.getTime() };
      }
      // A change that arrived during the check belongs to the next mark.
      if (mark === seen) remember(hash, entry);
      return { ok: true, principal };
    },
  };
}

/** The whole check, without memory of tokens; the imported keys are kept. */
function createCheck(deps: AuthDeps): (token: string, hash: string, now: Date) => Promise<Checked> {
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

  return async (token, hash, now) => {
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
    if (row?.hash !== hash) return { reason: 'unknown-token' };
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

/** A busy database must not turn a good token away: the use is then noted next time. */
async function noteUse(store: Store, jti: string): Promise<void> {
  try {
    await store.tokens.touchLastUsed(jti);
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
  }
}

function isOver(expiresAt: number, now: Date): boolean {
  return Math.floor(expiresAt / 1000) <= Math.floor(now.getTime() / 1000) - LEEWAY_SECONDS;
}

function refuse(reason: RefusalReason): Verification {
  return { ok: false, reason };
}

function toPrincipal({ jti, name, kind, subject, scopes, expiresAt }: TokenRow): Principal {
  return { jti, name, kind, subject, scopes, expiresAt };
}
