/** What goes wrong in a database, as errors that say what to do about it. */
import {
  BugError,
  errnoOf,
  messageOf,
  NerveError,
  RefusedError,
  UnavailableError,
} from '../kernel/errors.ts';

/** Codes of SQLite that mean "somebody else holds the lock" (https://sqlite.org/rescode.html). */
const BUSY = /^SQLITE_(BUSY|LOCKED)/;
const DAMAGED = /^SQLITE_(CORRUPT|NOTADB)/;
const OUT_OF_REACH = /^SQLITE_(CANTOPEN|IOERR|FULL|READONLY|PERM|AUTH|NOLFS|PROTOCOL|NOMEM)/;
const UNIQUE = /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)/;

/**
 * The error to show for one that came out of SQLite. Errors of nerve, and everything that SQLite did not
 * raise, come back as they are. Values of a statement are never part of a message.
 */
export function storeError(error: unknown, file: string): unknown {
  const code = errnoOf(error);
  if (error instanceof NerveError || code === undefined || !code.startsWith('SQLITE_')) return error;
  if (BUSY.test(code)) return busyStore(file, error);
  if (DAMAGED.test(code)) return damaged(file, error);
  if (OUT_OF_REACH.test(code)) {
    return new UnavailableError(`The database ${file} cannot be used: ${messageOf(error)}`, {
      code: 'database-unavailable',
      hint: `check the free space and the permissions of ${file} and its folder`,
      cause: error,
    });
  }
  return error;
}

export function busyStore(file: string, cause?: unknown): UnavailableError {
  return new UnavailableError(`Another process keeps the database ${file} locked`, {
    code: 'database-busy',
    hint: 'try again in a moment',
    cause,
  });
}

export function isBusy(error: unknown): boolean {
  return error instanceof UnavailableError && error.code === 'database-busy';
}

/** Whether a row was refused because one with the same unique value is there. */
export function isDuplicate(error: unknown): boolean {
  return UNIQUE.test(errnoOf(error) ?? '');
}

/** Whether a row was refused because the row that it refers to does not exist. */
export function isDangling(error: unknown): boolean {
  return errnoOf(error) === 'SQLITE_CONSTRAINT_FOREIGNKEY';
}

export function damaged(file: string, cause: unknown): RefusedError {
  return new RefusedError(`${file} is damaged or not a database: ${messageOf(cause)}`, {
    code: 'database-corrupt',
    hint: `move ${file} away together with its -wal and -shm files, then put a backup in its place or start a new one with: nerve init`,
    cause,
  });
}

export function closedStore(file: string): BugError {
  return new BugError(`The database ${file} was used after it was closed`, { code: 'store-closed' });
}
