/** Tokens that nobody should believe, made by somebody who knows the signing key of a home, or does not. */
import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Fields = Readonly<Record<string, unknown>>;

/** Header and claims of a token. */
export function partsOf(token: string): { readonly header: Fields; readonly claims: Fields } {
  const [header, claims] = token
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
  return { header, claims };
}

/** The key that a home signs with. */
export function keyOf(home: string): Buffer {
  const folder = join(home, '.nerve', 'secrets', 'keys');
  const kid = readFileSync(join(folder, 'current'), 'utf8').trim();
  return Buffer.from(readFileSync(join(folder, `${kid}.key`), 'utf8').trim(), 'base64url');
}

/** A token with other claims or another header, signed with HMAC whatever it says. */
export function forge(
  token: string,
  changes: { readonly header?: Fields; readonly claims?: Fields },
  key: Buffer = randomBytes(32),
): string {
  const { header, claims } = partsOf(token);
  const text = [
    { ...header, ...changes.header },
    { ...claims, ...changes.claims },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

/** A token with another character at a place of its payload or its signature. */
export function tamper(token: string, part: 1 | 2, at = 3): string {
  const parts = token.split('.');
  const old = parts[part] ?? '';
  parts[part] = `${old.slice(0, at)}${old[at] === 'A' ? 'B' : 'A'}${old.slice(at + 1)}`;
  return parts.join('.');
}
