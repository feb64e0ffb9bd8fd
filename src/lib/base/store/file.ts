/** The database file on disk: private from its first moment, and never opened by anything but SQLite. */
import { chmodSync, closeSync, openSync, type Stats, statSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { errnoOf, messageOf, RefusedError, UnavailableError, UserError } from '../kernel/errors.ts';

/**
 * Whether the database file exists and is a regular file in a private folder.
 * @throws RefusedError for an open folder or a thing that is no file; UserError for a path that cannot be used.
 */
export function databaseExists(file: string): boolean {
  if (!isAbsolute(file) || file !== file.trim() || file.includes('\0')) {
    throw new UserError(
      `The database path ${JSON.stringify(file)} is not an absolute path without spaces at its ends`,
      {
        code: 'bad-database-path',
      },
    );
  }
  const folder = facts(dirname(file));
  if (folder?.isDirectory() && isOpen(folder)) {
    throw new RefusedError(`Other users can enter ${dirname(file)}, which holds the database`, {
      code: 'open-permissions',
      hint: `chmod 700 ${dirname(file)}`,
    });
  }
  const found = facts(file);
  if (found && !found.isFile()) {
    throw new RefusedError(`${file} is not a regular file, so it cannot be the database`, {
      code: 'not-a-file',
    });
  }
  return found !== undefined;
}

/**
 * Makes an empty file of mode 0600 where there is none, and takes the rights of others away where there is one.
 * SQLite gives `-wal` and `-shm` the mode of the database. An existing file is not opened here: closing it
 * would drop the locks that this process holds on it through SQLite (https://sqlite.org/howtocorrupt.html, 2.2).
 * @throws UnavailableError when the folder is missing or cannot be written.
 */
export function prepareFile(file: string): void {
  if (!databaseExists(file)) {
    try {
      closeSync(openSync(file, 'wx', 0o600));
      return;
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST' || !databaseExists(file)) throw unusable(file, error);
    }
  }
  for (const path of [file, `${file}-wal`, `${file}-shm`]) {
    const found = facts(path);
    if (!found || !isOpen(found)) continue;
    try {
      chmodSync(path, 0o600);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw unusable(path, error);
    }
  }
}

/** Bytes in the journal beside a database; 0 where there is none. */
export function walSize(file: string): number {
  return facts(`${file}-wal`)?.size ?? 0;
}

/** Whether anybody but the owner may do anything with it. Windows has no such bits. */
function isOpen(stats: Stats): boolean {
  return process.platform !== 'win32' && (stats.mode & 0o077) !== 0;
}

function facts(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw unusable(path, error);
  }
}

function unusable(file: string, error: unknown): UnavailableError {
  const missing = errnoOf(error) === 'ENOENT';
  return new UnavailableError(
    missing
      ? `The folder ${dirname(file)} does not exist, so the database cannot be made there`
      : `The database ${file} cannot be used: ${messageOf(error)}`,
    {
      code: missing ? 'no-home-folder' : 'database-unavailable',
      hint: missing ? 'nerve init' : undefined,
      cause: error,
    },
  );
}
