/** Makes the temporary file that a rename will put in place. */
import {
  type BigIntStats,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  writeSync,
} from 'node:fs';
import type { DirectoryHandle } from './directory.ts';
import { removeName } from './names.ts';
import { tempName } from './temp-files.ts';

const EXCLUSIVE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
const PRIVATE = 0o600;

export interface Temp {
  readonly name: string;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
}

/**
 * Writes `bytes` to a new private file beside `base` and flushes it to the disk. Mode: `mode`, else that of
 * `like`, else 0600; owner and group are those of `like` as far as the system lets us.
 */
export function makeTemp(
  directory: DirectoryHandle,
  base: string,
  bytes: Uint8Array,
  like: BigIntStats | undefined,
  mode?: number,
): Temp {
  const name = tempName(base);
  const fd = openSync(directory.at(name), EXCLUSIVE, PRIVATE);
  try {
    writeAll(fd, bytes);
    const stats = fstatSync(fd, { bigint: true });
    if (process.platform !== 'win32') {
      const keptGroup = like === undefined || keepOwner(fd, stats, like);
      const wanted = mode ?? (like === undefined ? PRIVATE : Number(like.mode) & 0o777);
      // What the old group was allowed, another group is not.
      fchmodSync(fd, keptGroup ? wanted : wanted & ~0o070);
    }
    fsyncSync(fd);
    const { ino, size, mtimeNs } = fstatSync(fd, { bigint: true });
    return { name, ino, size, mtimeNs };
  } catch (error) {
    removeName(directory, name);
    throw error;
  } finally {
    closeSync(fd);
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let position = 0; position < bytes.length; ) {
    position += writeSync(fd, bytes, position, bytes.length - position, position);
  }
}

/** Gives a new file the owner and group of the old one; returns whether the group is right. */
function keepOwner(fd: number, mine: BigIntStats, like: BigIntStats): boolean {
  if (mine.uid === like.uid && mine.gid === like.gid) return true;
  return tryChown(fd, like.uid, like.gid) || mine.gid === like.gid || tryChown(fd, mine.uid, like.gid);
}

function tryChown(fd: number, uid: bigint, gid: bigint): boolean {
  try {
    fchownSync(fd, Number(uid), Number(gid));
    return true;
  } catch {
    return false;
  }
}
