/** Replaces one file so that every reader, and every kill, finds the old bytes or the new ones. */
import { type BigIntStats, closeSync, fstatSync, openSync } from 'node:fs';
import { errnoOf } from '../kernel/errors.ts';
import { sha256 } from '../kernel/hash.ts';
import type { DirectoryHandle } from './directory.ts';
import { checkFile, type Target } from './guard.ts';
import { makeTemp, type Temp } from './make-temp.ts';
import { linkName, look, removeName, renameName } from './names.ts';
import { lookWhenQuiet } from './quiet.ts';
import { READ_FLAGS, readAll, readOpen, sameState } from './read.ts';
import { sleepSync } from './sleep.ts';
import { ChangedUnderneath } from './system.ts';
import { tempName } from './temp-files.ts';

export interface Replacement {
  readonly bytes: Uint8Array;
  readonly expect?: string | null | undefined;
  readonly mode?: number | undefined;
}

/**
 * Writes `bytes` to a temp file in the open directory of `target` and renames it into place.
 *
 * With `expect`, another program's change is not lost, as far as rename(2) allows:
 * - `null`: the file is put in place by link(2), which fails when the name is taken. No window.
 * - a hash: siblings that announce a rename are waited for, the bytes are read and compared, and inode, size
 *   and times are compared once more directly before the rename. The old inode keeps a second name until after
 *   it was read again; bytes that an in-place writer put into it meanwhile bring the whole inode back.
 *
 * What is left: another program's rename that falls between the last look and ours (two system calls), and a
 * write into a descriptor opened before our rename that comes after the last reading. Both need the other
 * program to have read before us and to write after us within well under a millisecond.
 *
 * Throws `ChangedUnderneath`, `RefusedError`, or the error of the system call.
 */
export function replaceFile(directory: DirectoryHandle, target: Target, replacement: Replacement): void {
  const { base } = target;
  const existing = look(directory, base);
  if (existing !== undefined) checkFile(existing, target.realPath, target.path);
  const temp = makeTemp(directory, base, replacement.bytes, existing, replacement.mode);
  try {
    if (replacement.expect === null) create(directory, target, temp);
    else if (replacement.expect === undefined) swap(directory, target, temp);
    else exchange(directory, target, temp, replacement.expect);
  } catch (error) {
    removeName(directory, temp.name);
    throw error;
  }
}

/** Puts a file where none may stand. */
function create(directory: DirectoryHandle, target: Target, temp: Temp): void {
  const { base } = target;
  directory.check();
  lookWhenQuiet(directory, base);
  const linked = linkName(directory, temp.name, base);
  if (linked === 'done') removeName(directory, temp.name);
  if (linked === 'unsupported' && look(directory, base) === undefined) renameName(directory, temp.name, base);
  else if (linked !== 'done') throw new ChangedUnderneath(target.path);
  directory.sync();
}

/** Puts a file in place whatever stands there. */
function swap(directory: DirectoryHandle, target: Target, temp: Temp): void {
  const last = look(directory, target.base);
  if (last !== undefined) checkFile(last, target.realPath, target.path);
  directory.check();
  renameName(directory, temp.name, target.base);
  directory.sync();
}

/** Replaces a file whose bytes must hash to `expect`. */
function exchange(directory: DirectoryHandle, target: Target, temp: Temp, expect: string): void {
  const { base, path } = target;
  const old = openOld(directory, target);
  let open = true;
  const close = (): void => {
    if (open) closeSync(old);
    open = false;
  };
  // The second name: whoever still writes into the old inode can be given it back, not just a copy.
  const kept = tempName(base);
  try {
    const hasKept = linkName(directory, base, kept) === 'done';
    const found = readOpen(old, path);
    if (found.stats.nlink > (hasKept ? 2n : 1n)) checkFile(found.stats, target.realPath, path);
    if (!found.stable || sha256(found.bytes) !== expect) throw new ChangedUnderneath(path);
    // Windows does not rename over a file that is open.
    if (process.platform === 'win32') close();
    directory.check();
    const last = lookWhenQuiet(directory, base);
    if (last === undefined || !sameState(last, found.stats)) throw new ChangedUnderneath(path);
    renameName(directory, temp.name, base);

    const verify = (): void => {
      const late = readAgain(directory, open ? old : undefined, hasKept ? kept : undefined, path);
      if (late === undefined || late.equals(found.bytes)) return;
      bringBack(directory, target, temp, {
        kept: hasKept ? kept : undefined,
        bytes: late,
        stats: found.stats,
      });
      throw new ChangedUnderneath(path);
    };
    verify();
    directory.sync();
    verify();
  } finally {
    close();
    removeName(directory, kept);
  }
}

function openOld(directory: DirectoryHandle, target: Target): number {
  try {
    return openSync(directory.at(target.base), READ_FLAGS);
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ELOOP') throw new ChangedUnderneath(target.path);
    throw error;
  }
}

function readAgain(
  directory: DirectoryHandle,
  fd: number | undefined,
  kept: string | undefined,
  path: string,
): Buffer | undefined {
  if (fd !== undefined) return readAll(fd, Number(fstatSync(fd).size), path);
  if (kept === undefined) return undefined;
  const again = openSync(directory.at(kept), READ_FLAGS);
  try {
    return readAll(again, Number(fstatSync(again).size), path);
  } finally {
    closeSync(again);
  }
}

/** The file that was replaced. */
interface Old {
  readonly kept: string | undefined;
  readonly bytes: Buffer;
  readonly stats: BigIntStats;
}

/** An in-place writer was overtaken: its file goes back, unless somebody has replaced or rewritten ours by now. */
function bringBack(directory: DirectoryHandle, target: Target, temp: Temp, old: Old): void {
  const { base, path } = target;
  directory.check();
  const now = look(directory, base);
  if (now?.ino !== temp.ino || now.mtimeNs !== temp.mtimeNs || now.size !== temp.size) return;
  if (old.kept === undefined) {
    renameName(directory, makeTemp(directory, base, old.bytes, old.stats).name, base);
  } else {
    renameName(directory, old.kept, base);
    settle(directory, base, path);
  }
  directory.sync();
}

/** Gives an in-place writer up to 50 ms to finish, so that the caller does not read an empty or half file. */
function settle(directory: DirectoryHandle, base: string, path: string): void {
  for (let before: Buffer | undefined, round = 0; round < 10; round += 1) {
    const now = readAgain(directory, undefined, base, path);
    if (now !== undefined && now.length > 0 && before?.equals(now) === true) return;
    before = now;
    sleepSync(5);
  }
}
