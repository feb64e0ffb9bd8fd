/** Turns a checked request into a signed token and the row that stands for it. */
import { randomBytes } from 'node:crypto';
import { sha256 } from '../kernel/hash.ts';
import type { TokenKind, TokenRow } from '../store/token-row.ts';
import { importKey, signToken } from './jwt.ts';
import type { KeyFile } from './keys.ts';
import { assertKind, assertSubject, assertTokenName, assertTtl } from './names.ts';
import { parseScopes } from './scopes.ts';

export interface MintRequest {
  readonly name: string;
  readonly kind: TokenKind;
  /** The agent or owner that the token stands for. */
  readonly subject: string;
  readonly scopes: readonly string[];
  readonly ttlSeconds: number;
}

export interface IssuedToken {
  readonly token: string;
  /** Not in the store yet. */
  readonly row: TokenRow;
}

/**
 * The request with its scopes in order, each once.
 * @throws UserError for a bad name, subject, kind, scope or life time.
 */
export function checkRequest(request: MintRequest): MintRequest {
  assertTokenName(request.name);
  assertKind(request.kind);
  assertSubject(request.subject);
  assertTtl(request.ttlSeconds);
  return { ...request, scopes: parseScopes(request.scopes) };
}

/** Signs what `checkRequest` has passed; nothing is stored. */
export async function issueToken(key: KeyFile, request: MintRequest, now: Date): Promise<IssuedToken> {
  const { name, kind, subject, scopes, ttlSeconds } = request;
  const jti = createTokenId();
  const iat = Math.floor(now.getTime() / 1000);
  const exp = iat + ttlSeconds;
  const claims = { kind, sub: subject, jti, iat, exp, scope: scopes.join(' ') };
  const token = await signToken(await importKey(key.bytes), key.kid, claims);
  return {
    token,
    row: {
      jti,
      name,
      kind,
      subject,
      scopes,
      keyId: key.kid,
      hash: sha256(token),
      createdAt: now.getTime(),
      expiresAt: exp * 1000,
      activatedAt: null,
      lastUsedAt: null,
      revokedAt: null,
      revokedReason: null,
    },
  };
}

/** 128 random bits in capitals and digits, so that no id can be taken for a name. */
function createTokenId(): string {
  return `T${randomBytes(16).toString('hex').toUpperCase()}`;
}
