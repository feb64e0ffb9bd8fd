/** A copy of the database in a file of the user's choice, and the way back. */
import { dirname } from 'node:path';
import type { Context } from '../../base/config/context.ts';
import { expandHome } from '../../base/config/paths.ts';
import { NerveError, RefusedError, UnavailableError, UserError } from '../../base/kernel/errors.ts';
import type { System } from '../../base/system/system.ts';
import { requireDatabase } from '../with-store.ts';

export interface BackupReport {
  readonly file: string;
  readonly bytes: number;
}

export interface RestoreReport {
  /** Schema of the backup. */
  readonly schema: number;
  /** Where the content from before is; null when there was none. */
  readonly kept: string | null;
}

/**
 * Copies the database, while others work with it, to a private file.
 * @throws RefusedError (`file-exists`) unless it may be replaced; UnavailableError (`no-database`, `backup-failed`).
 */
export async function backUpDatabase(context: Context, name: string, force: boolean): Promise<BackupReport> {
  const { system, paths } = context;
  requireDatabase(context);
  const file = system.assertWritable(expandHome(name, paths.home));
  assertFree(system, file, force);
  const { copyDatabase } = await import('../../base/store/copy.ts');
  try {
    await copyDatabase(paths.database, file);
  } catch (cause) {
    if (cause instanceof NerveError) throw cause;
    throw new UnavailableError(`The database could not be copied to ${file}`, {
      code: 'backup-failed',
      hint: 'check that its folder exists, its permissions and the free space',
      cause,
    });
  }
  return { file, bytes: system.stat(file)?.size ?? 0 };
}

/**
 * Gives the database the content of a backup, while no hub runs.
 * @throws UserError (`no-such-file`), RefusedError (`hub-running`, and for a file that cannot be restored).
 */
export async function restoreDatabase(context: Context, name: string): Promise<RestoreReport> {
  const { system, paths, clock } = context;
  const file = expandHome(name, paths.home);
  if (system.stat(file)?.kind !== 'file') {
    throw new UserError(`There is no file ${file}`, { code: 'no-such-file', hint: 'nerve db backup FILE' });
  }
  if (system.resolve(file) === system.resolve(paths.database)) {
    throw new UserError(`${file} is the database itself`, { code: 'no-such-file' });
  }
  const { inspectBackup, restore } = await import('../../base/store/maintenance.ts');
  const schema = await inspectBackup(file);
  const stamp = clock
    .now()
    .toISOString()
    .replace(/[-:.Z]/g, '');
  const kept = `${paths.database}.${stamp}.bak`;
  const existed = await withoutHub(context, () => restore(file, paths.database, kept));
  return { schema, kept: existed ? kept : null };
}

/** @throws RefusedError (`file-exists`) unless what stands there may be replaced. */
export function assertFree(system: System, file: string, force: boolean): void {
  if (force || !system.stat(file)) return;
  throw new RefusedError(`${file} exists already`, {
    code: 'file-exists',
    hint: 'choose another name, or replace it with --force',
  });
}

/** A hub remembers what it has read, so none may run meanwhile. */
async function withoutHub<T>({ system, paths }: Context, work: () => Promise<T>): Promise<T> {
  let began = false;
  const held = async (): Promise<T> => {
    began = true;
    try {
      return await work();
    } finally {
      system.remove(paths.hubLock);
    }
  };
  system.makeDirectory(dirname(paths.hubLock), 0o700);
  try {
    return await system.withLock(paths.hubLock, held, { waitMs: 0, purpose: 'nerve db restore' });
  } catch (error) {
    if (began || !(error instanceof UnavailableError) || error.code !== 'locked') throw error;
    const { pid } = error.data;
    throw new RefusedError('The hub is running and would go on with what it has read before', {
      code: 'hub-running',
      hint: typeof pid === 'number' ? `end it first: kill ${pid}` : 'end it first',
      data: error.data,
      cause: error,
    });
  }
}
