/** The SQLite settings that every connection of nerve runs with. */
import type { Connection } from './connection.ts';

/** Milliseconds that a statement waits for the lock of another process. */
export const BUSY_TIMEOUT = 5000;

/** "nerv" in ASCII: marks a database as ours (PRAGMA application_id). */
export const APPLICATION_ID = 0x6e657276;

const PAGE_SIZE = 8192;
const CACHE_KIB = 16 * 1024;
/** The WAL is emptied when it gets this large. */
export const MAX_WAL_BYTES = 16 * 1024 * 1024;

/** Chooses the page size and the journal of a database; both stay with the file, so this must come before its first table. */
export function applyFileSettings(connection: Connection): void {
  if (connection.pragma('journal_mode') === 'wal') return;
  connection.pragma(`page_size = ${PAGE_SIZE}`);
  connection.pragma('journal_mode = WAL');
}

/** Settings that last as long as the connection. */
export function applyConnectionSettings(connection: Connection): void {
  connection.pragma('synchronous = NORMAL');
  connection.pragma(`cache_size = -${CACHE_KIB}`);
  connection.pragma(`journal_size_limit = ${MAX_WAL_BYTES}`);
  // What a trigger may have to undo is noted for each row; in a file that costs more than the row.
  connection.pragma('temp_store = MEMORY');
  connection.pragma('trusted_schema = OFF');
  connection.pragma('foreign_keys = ON');
}
