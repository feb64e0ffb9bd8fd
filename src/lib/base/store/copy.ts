/** Copies of a whole database: private, complete or absent, taken while others work with it. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { openConnection } from './connection.ts';
import { BUSY_TIMEOUT } from './settings.ts';

/**
 * Copies the committed state of a database to `target` (0600), whose folder exists; another file there is replaced.
 * Readers and writers go on meanwhile.
 * @throws the store's errors, and those of `node:fs`; nothing is left behind then.
 */
export async function copyDatabase(file: string, target: string): Promise<void> {
  const partial = `${target}.partial`;
  try {
    rmSync(partial, { force: true });
    closeSync(openSync(partial, 'wx', 0o600));
    const source = await openConnection(file, { busyTimeout: BUSY_TIMEOUT, mustExist: true });
    try {
      source.prepare('VACUUM INTO ?').run([partial]);
    } finally {
      source.close();
    }
    // VACUUM INTO does not sync what it wrote (https://sqlite.org/lang_vacuum.html).
    const written = openSync(partial, 'r+');
    try {
      fsyncSync(written);
    } finally {
      closeSync(written);
    }
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}
