/** Sizes and counts of an open database. */
import type { Connection } from './connection.ts';

export interface StoreStats {
  readonly schema: number;
  readonly pageSize: number;
  readonly pages: number;
  /** Pages that a vacuum would give back. */
  readonly freePages: number;
  readonly rows: Readonly<Record<(typeof TABLES)[number], number>>;
  /** Milliseconds since the epoch; null without events. */
  readonly oldestEvent: number | null;
  readonly newestEvent: number | null;
}

export const TABLES = [
  'tokens',
  'sessions',
  'messages',
  'usage',
  'ingest_files',
  'ingest_quarantine',
  'events',
  'idempotency',
  'leases',
] as const;

/** Counts by walking the smallest index of each table: some milliseconds for a million rows. */
export function statsOf(connection: Connection): StoreStats {
  const one = (sql: string) => connection.prepare(sql).get([]) as Readonly<Record<string, number | null>>;
  const pragma = (name: string) => Number(connection.pragma(name));
  const rows = TABLES.map((table) => [table, one(`SELECT count(*) AS n FROM ${table}`).n ?? 0]);
  return {
    schema: pragma('user_version'),
    pageSize: pragma('page_size'),
    pages: pragma('page_count'),
    freePages: pragma('freelist_count'),
    rows: Object.fromEntries(rows) as StoreStats['rows'],
    oldestEvent: one('SELECT min(at) AS n FROM events').n ?? null,
    newestEvent: one('SELECT max(at) AS n FROM events').n ?? null,
  };
}
