/** Small steps on names in an open directory: link, rename, unlink, with what each platform needs. */
import { type BigIntStats, linkSync, lstatSync, renameSync, unlinkSync } from 'node:fs';
import { errnoOf } from '../kernel/errors.ts';
import type { DirectoryHandle } from './directory.ts';
import { sleepSync } from './sleep.ts';

const NO_HARD_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES', 'EXDEV']);
const IN_USE = new Set(['EPERM', 'EBUSY', 'EACCES']);
const WINDOWS_RETRY_MS = 500;

/** What stands under a name, links not followed; undefined when nothing does. */
export function look(directory: DirectoryHandle, name: string): BigIntStats | undefined {
  return lstatSync(directory.at(name), { bigint: true, throwIfNoEntry: false });
}

/** Gives a file a second name. `unsupported` where the file system has no hard links. Other errors are thrown. */
export function linkName(
  directory: DirectoryHandle,
  from: string,
  to: string,
): 'done' | 'taken' | 'unsupported' {
  try {
    linkSync(directory.at(from), directory.at(to));
    return 'done';
  } catch (error) {
    const code = errnoOf(error) ?? '';
    if (code === 'EEXIST') return 'taken';
    if (NO_HARD_LINKS.has(code)) return 'unsupported';
    throw error;
  }
}

/**
 * Renames over whatever stands there. Windows refuses while a scanner or an editor has the file open: tried
 * again for half a second.
 */
export function renameName(directory: DirectoryHandle, from: string, to: string): void {
  const patience = process.platform === 'win32' ? WINDOWS_RETRY_MS : 0;
  for (let waited = 0, pause = 5; ; waited += pause, pause *= 2) {
    try {
      renameSync(directory.at(from), directory.at(to));
      return;
    } catch (error) {
      if (!IN_USE.has(errnoOf(error) ?? '') || waited >= patience) throw error;
    }
    sleepSync(pause);
  }
}

/** Unlinks a name of nerve's own; a failure is not worth more than the error that led here. */
export function removeName(directory: DirectoryHandle, name: string): void {
  try {
    unlinkSync(directory.at(name));
  } catch {
    // Gone already, or a later run's clean-up takes it.
  }
}
