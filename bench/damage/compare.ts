/** What became of a user's file: counts computed from the bytes before and after. */
import { diffArrays } from 'diff';
import type { Share } from '../lib/table.ts';
import { CODEX_SERVER_KEYS } from './codex-keys.ts';
import type { Meaning, Reader } from './meaning.ts';

export interface Fate {
  readonly valid: boolean;
  readonly comments: Share;
  readonly values: Share;
  readonly servers: Share;
  /** Lines of the user's that are gone or different, by bytes. */
  readonly lines: Share;
  /** Keys in added servers that Codex does not define. */
  readonly foreign: readonly string[];
}

/** Compares; `after` is null when the file is gone. `before` must be readable. */
export function compareConfig(before: string, after: string | null, read: Reader): Fate {
  const old = read(before);
  if (!old) throw new Error('the seed is not valid');
  const now = after === null ? undefined : read(after);
  return {
    valid: now !== undefined,
    comments: kept(old.comments, now?.comments ?? []),
    values: kept(old.values, now?.values ?? []),
    servers: {
      good: [...old.servers].filter(([name, text]) => now?.servers.get(name) === text).length,
      of: old.servers.size,
    },
    lines: keptLines(before, after ?? ''),
    foreign: now ? foreignKeys(old, now) : [],
  };
}

/** How many lines of `before` are in `after`, in the same order; line endings count. */
export function keptLines(before: string, after: string): Share {
  const lines = before.split('\n').filter((line, at, all) => line !== '' || at < all.length - 1);
  const parts = diffArrays(lines, after.split('\n'));
  const gone = parts.filter((part) => part.removed).reduce((total, part) => total + part.value.length, 0);
  return { good: lines.length - gone, of: lines.length };
}

/** Adds up shares. */
export function total(shares: readonly Share[]): Share {
  return {
    good: shares.reduce((sum, share) => sum + share.good, 0),
    of: shares.reduce((sum, share) => sum + share.of, 0),
  };
}

function kept(before: readonly string[], after: readonly string[]): Share {
  const left = new Map<string, number>();
  for (const item of after) left.set(item, (left.get(item) ?? 0) + 1);
  let good = 0;
  for (const item of before) {
    const count = left.get(item) ?? 0;
    if (count > 0) good += 1;
    left.set(item, count - 1);
  }
  return { good, of: before.length };
}

function foreignKeys(old: Meaning, now: Meaning): string[] {
  const keys = new Set<string>();
  for (const value of now.values) {
    const [[table, server, key]] = JSON.parse(value) as [string[], string];
    if (table !== 'mcp_servers' || server === undefined || key === undefined || old.servers.has(server))
      continue;
    if (!CODEX_SERVER_KEYS.has(key)) keys.add(key);
  }
  return [...keys];
}
