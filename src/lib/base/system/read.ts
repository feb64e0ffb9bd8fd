/** Reading files, and facts about files. */
import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import { errnoOf, RefusedError } from '../kernel/errors.ts';
import { sha256 } from '../kernel/hash.ts';
import { checkPath } from './checks.ts';
import { failure, isAbsent, notADirectory, notAFile } from './failures.ts';
import { resolvePath } from './resolve.ts';
import type { Entry, FileSnapshot, Stat } from './system.ts';

/** No file that nerve edits comes near; more would only fill the memory. */
export const MAX_BYTES = 64 * 1024 * 1024;
/** Never follows a link, never waits for a pipe's other end. Windows knows neither flag. */
export const READ_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const CHUNK = 64 * 1024;
const TRIES = 5;

/**
 * A whole regular file, links followed; undefined when absent. A file that changes while it is read is read
 * again. Throws `RefusedError`: `not-a-file`, `not-readable`, `too-large`, `link-loop`.
 */
export function readSnapshot(path: string): FileSnapshot | undefined {
  for (let attempt = 1; ; attempt += 1) {
    const realPath = resolvePath(path);
    try {
      const found = readRegular(realPath, path);
      if (found === undefined) return undefined;
      if (found.stable || attempt === TRIES) {
        const { bytes, stats } = found;
        return { path, realPath, bytes, mode: Number(stats.mode) & 0o777, hash: sha256(bytes) };
      }
    } catch (error) {
      // A link was put there since it was resolved.
      if (errnoOf(error) !== 'ELOOP' || attempt === TRIES) throw failure(error, path, 'read');
    }
  }
}

function readRegular(realPath: string, path: string) {
  // Looked at before it is opened: opening a device can have effects.
  const before = lookAt(realPath);
  if (before === undefined) return undefined;
  if (!before.isFile() && !before.isSymbolicLink()) throw notAFile(path, kindOf(before));
  let fd: number;
  try {
    fd = openSync(realPath, READ_FLAGS);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
  try {
    return readOpen(fd, path);
  } finally {
    closeSync(fd);
  }
}

/** What stands at a canonical path; undefined when nothing does, also because a parent is a file. */
export function lookAt(realPath: string): BigIntStats | undefined {
  try {
    return lstatSync(realPath, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** All bytes of an open regular file, and whether it stayed as it was meanwhile. */
export function readOpen(fd: number, path: string): { bytes: Buffer; stats: BigIntStats; stable: boolean } {
  const before = fstatSync(fd, { bigint: true });
  if (!before.isFile()) throw notAFile(path, kindOf(before));
  const bytes = readAll(fd, Number(before.size), path);
  const stats = fstatSync(fd, { bigint: true });
  return { bytes, stats, stable: sameState(before, stats) };
}

/** Reads an open file from its start to its end; `size` is a guess. */
export function readAll(fd: number, size: number, path: string): Buffer {
  const chunks: Buffer[] = [];
  for (let position = 0; ; ) {
    if (position > MAX_BYTES || size > MAX_BYTES) {
      throw new RefusedError(`${path} is larger than ${MAX_BYTES / 1024 / 1024} MiB.`, { code: 'too-large' });
    }
    // One byte more than is expected, so that the end shows in one call.
    const chunk = Buffer.allocUnsafe(Math.max(size + 1 - position, position === 0 ? 1 : CHUNK));
    const count = readSync(fd, chunk, 0, chunk.length, position);
    if (count === 0)
      return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, count));
    position += count;
  }
}

/** Whether two looks at a file saw the same inode in the same state. */
export function sameState(a: BigIntStats, b: BigIntStats): boolean {
  return (
    a.dev === b.dev &&
    a.ino === b.ino &&
    a.size === b.size &&
    a.mtimeNs === b.mtimeNs &&
    a.ctimeNs === b.ctimeNs
  );
}

/** Facts about what a path leads to; undefined when absent. Throws `RefusedError`. */
export function statPath(path: string): Stat | undefined {
  checkPath(path);
  try {
    return factsOf(statSync(path));
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw failure(error, path, 'read');
  }
}

export function factsOf(stats: Stats): Stat {
  return {
    kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other',
    size: stats.size,
    mode: stats.mode & 0o777,
    uid: stats.uid,
    mtimeMs: stats.mtimeMs,
    identity: `${stats.dev}:${stats.ino}`,
  };
}

/** Entries of a directory by name (code units); empty when absent. Throws `RefusedError`. */
export function listDirectory(directory: string): readonly Entry[] {
  checkPath(directory);
  try {
    return readdirSync(directory, { withFileTypes: true })
      .map((entry): Entry => ({ name: entry.name, kind: entryKind(entry) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') throw notADirectory(directory, error);
    throw failure(error, directory, 'read');
  }
}

type Kinds = Pick<Stats | BigIntStats, 'isFile' | 'isDirectory' | 'isSymbolicLink' | 'isFIFO' | 'isSocket'>;

function entryKind(entry: Kinds): Entry['kind'] {
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'directory' : 'other';
}

/** What something is, for a message. */
export function kindOf(stats: Kinds): string {
  if (stats.isDirectory()) return 'a directory';
  if (stats.isFIFO()) return 'a pipe';
  if (stats.isSocket()) return 'a socket';
  return stats.isSymbolicLink() ? 'a link' : 'a device';
}
