/** Removes one file, only if it is still what the caller believes it to be. */
import { closeSync, openSync, unlinkSync } from 'node:fs';
import { sha256 } from '../kernel/hash.ts';
import type { DirectoryHandle } from './directory.ts';
import { checkFile, type Target } from './guard.ts';
import { linkName, look, removeName, renameName } from './names.ts';
import { lookWhenQuiet } from './quiet.ts';
import { READ_FLAGS, readOpen } from './read.ts';
import { ChangedUnderneath } from './system.ts';
import { tempName } from './temp-files.ts';

/**
 * Unlinks `target` in its open directory; absent is fine. With `expect`, the file is first renamed aside, which
 * takes whatever stands there at that moment, read again, and put back if it is not what was expected.
 * Throws `ChangedUnderneath`, `RefusedError`, or the error of the system call.
 */
export function removeTarget(directory: DirectoryHandle, target: Target, expect: string | undefined): void {
  const { base, path } = target;
  const existing = look(directory, base);
  if (existing === undefined) return;
  checkFile(existing, target.realPath, path);
  if (expect === undefined) {
    directory.check();
    unlinkSync(directory.at(base));
  } else {
    if (hashOf(directory, base, path) !== expect) throw new ChangedUnderneath(path);
    directory.check();
    lookWhenQuiet(directory, base);
    const aside = tempName(base);
    renameName(directory, base, aside);
    if (hashOf(directory, aside, path) !== expect) {
      putBack(directory, aside, base);
      throw new ChangedUnderneath(path);
    }
    removeName(directory, aside);
  }
  directory.sync();
}

function hashOf(directory: DirectoryHandle, name: string, path: string): string {
  const fd = openSync(directory.at(name), READ_FLAGS);
  try {
    return sha256(readOpen(fd, path).bytes);
  } finally {
    closeSync(fd);
  }
}

/** A file that somebody made meanwhile under the name is newer and wins. */
function putBack(directory: DirectoryHandle, aside: string, base: string): void {
  const linked = linkName(directory, aside, base);
  if (linked === 'unsupported' && look(directory, base) === undefined) renameName(directory, aside, base);
  else removeName(directory, aside);
}
