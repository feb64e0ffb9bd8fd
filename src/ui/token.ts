/** Tokens as data and as words; never the secret itself. */
import type { TokenRow } from '../lib/base/store/token-row.ts';

/** The facts of a token's row; times as ISO texts. */
export function tokenAsData(row: TokenRow): Record<string, unknown> {
  return {
    id: row.jti,
    name: row.name,
    kind: row.kind,
    subject: row.subject,
    scopes: row.scopes,
    createdAt: isoTime(row.createdAt),
    expiresAt: isoTime(row.expiresAt),
    lastUsedAt: isoTime(row.lastUsedAt),
    revokedAt: isoTime(row.revokedAt),
    revokedReason: row.revokedReason,
  };
}

/** The names in `a, b`; undefined for a flag that was not given. */
export function scopeList(text: string): readonly string[];
export function scopeList(text: string | undefined): readonly string[] | undefined;
export function scopeList(text: string | undefined): readonly string[] | undefined {
  return text
    ?.split(',')
    .map((scope) => scope.trim())
    .filter(Boolean);
}

/** `2027-11-21`, or a dash. */
export function day(time: number | null): string {
  return isoTime(time)?.slice(0, 10) ?? '-';
}

function isoTime(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
