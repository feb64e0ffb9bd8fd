/** Care of the database as a whole: how large it is, making it smaller, taking a backup's content. */
import { renameSync, rmSync } from 'node:fs';
import { errnoOf, RefusedError } from '../kernel/errors.ts';
import { openConnection } from './connection.ts';
import { copyDatabase } from './copy.ts';
import { damaged } from './errors.ts';
import { databaseExists, prepareFile } from './file.ts';
import { schemaVersion } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { openForReading, openForWriting } from './open.ts';
import { BUSY_TIMEOUT } from './settings.ts';
import { type StoreStats, statsOf } from './stats.ts';

/** Sizes and counts; of an empty database when there is none. */
export async function readStats(file: string): Promise<StoreStats> {
  const connection = await openForReading(file, MIGRATIONS);
  try {
    return statsOf(connection);
  } finally {
    connection.close();
  }
}

/** Writes the database anew without its free pages. Writers wait meanwhile. */
export async function vacuum(file: string): Promise<void> {
  const connection = await openForWriting(file, MIGRATIONS);
  try {
    connection.exec('VACUUM');
    connection.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    connection.close();
  }
}

/**
 * The schema version of a file that is to be restored.
 * @throws RefusedError for one that is damaged, not nerve's (`not-our-database`) or made by a newer nerve.
 */
export async function inspectBackup(file: string): Promise<number> {
  const connection = await openConnection(file, { busyTimeout: BUSY_TIMEOUT, mustExist: true });
  try {
    connection.pragma('query_only = ON');
    const version = schemaVersion(connection, MIGRATIONS.length);
    if (version === 0) throw new RefusedError(`${file} is empty`, { code: 'not-our-database' });
    const answer = connection.pragma('integrity_check(1)');
    if (answer !== 'ok') throw damaged(file, new Error(String(answer)));
    return version;
  } finally {
    connection.close();
  }
}

/**
 * Gives the database the content of a backup, in one transaction: who has it open sees the one or the other. What
 * stood there is copied to `kept` before; a database that cannot be read is moved there.
 * @returns whether there was something to keep.
 */
export async function restore(backup: string, file: string, kept: string): Promise<boolean> {
  const existed = databaseExists(file);
  const isCopied = existed && (await keepCopy(file, kept));
  if (existed && !isCopied) moveAside(file, kept);
  try {
    prepareFile(file);
    await replaceContent(backup, file);
  } catch (error) {
    if (isCopied) rmSync(kept, { force: true });
    throw error;
  }
  // The backup may be of an earlier schema.
  (await openForWriting(file, MIGRATIONS)).close();
  return existed;
}

/** False when the database cannot be read at all. */
async function keepCopy(file: string, kept: string): Promise<boolean> {
  try {
    await copyDatabase(file, kept);
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return false;
    throw error;
  }
}

function moveAside(file: string, kept: string): void {
  for (const end of ['', '-wal', '-shm']) {
    try {
      renameSync(`${file}${end}`, `${kept}${end}`);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
  }
}

async function replaceContent(backup: string, file: string): Promise<void> {
  const source = await openConnection(backup, { busyTimeout: BUSY_TIMEOUT, mustExist: true });
  try {
    await source.copyInto(file);
  } finally {
    source.close();
  }
}
