/** The tokens themselves: HS256 JWTs (RFC 7519) with the claims of nerve. */
import type { webcrypto } from 'node:crypto';
import { isObject, type JsonObject } from '../kernel/json.ts';

export const ISSUER = 'nerve';
export const AUDIENCE = 'nerve';
export const ALGORITHM = 'HS256';
/** How many seconds past its end a token is still taken, for clocks that differ. */
export const LEEWAY_SECONDS = 5;
/** No longer text is looked at. */
export const MAX_TOKEN_LENGTH = 8192;

export interface TokenClaims {
  readonly kind: string;
  readonly sub: string;
  readonly jti: string;
  /** Seconds since the epoch. */
  readonly iat: number;
  readonly exp: number;
  /** Separated by spaces (RFC 8693, 4.2). */
  readonly scope: string;
}

export interface DecodedToken {
  readonly header: JsonObject;
  readonly claims: JsonObject;
}

/** The key in the form that is fastest to sign and verify with. */
export async function importKey(bytes: Uint8Array): Promise<webcrypto.CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  return crypto.subtle.importKey('raw', Uint8Array.from(bytes), algorithm, false, ['sign', 'verify']);
}

/** Signs claims with the key that `kid` names. */
export async function signToken(key: webcrypto.CryptoKey, kid: string, claims: TokenClaims): Promise<string> {
  const { SignJWT } = await import('jose/jwt/sign');
  return new SignJWT({ ...claims, iss: ISSUER, aud: AUDIENCE })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid })
    .sign(key);
}

/** Header and claims of anything that has the form of a JWT, nothing verified; undefined for other text. */
export function decodeToken(token: string): DecodedToken | undefined {
  if (token.length > MAX_TOKEN_LENGTH) return undefined;
  const parts = /^([\w-]+)\.([\w-]+)\.([\w-]*)$/.exec(token);
  const header = decodePart(parts?.[1]);
  const claims = decodePart(parts?.[2]);
  return header && claims ? { header, claims } : undefined;
}

/** The claims of nerve, if all of them are there and of the right type. */
export function readClaims(claims: JsonObject): TokenClaims | undefined {
  const { kind, sub, jti, iat, exp, scope } = claims;
  if (typeof kind !== 'string' || typeof sub !== 'string' || typeof jti !== 'string') return undefined;
  if (typeof scope !== 'string' || !isTime(iat) || !isTime(exp)) return undefined;
  return { kind, sub, jti, iat, exp, scope };
}

/** Whether seconds since the epoch make a date. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value * 1000 <= 8.64e15;
}

function decodePart(part: string | undefined): JsonObject | undefined {
  if (part === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
