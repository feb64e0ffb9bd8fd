/** An open directory: names in it keep meaning the same directory, whatever happens to the path. */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { errnoOf, RefusedError } from '../kernel/errors.ts';
import { notADirectory } from './failures.ts';

export interface DirectoryHandle {
  /** Canonical path. */
  readonly path: string;
  /** A path for `name` in this directory, to be handed to `node:fs` while the handle is open. */
  at(name: string): string;
  /** Throws `RefusedError` (`directory-moved`) when the canonical path no longer leads here. */
  check(): void;
  /** Changes when a name in the directory is made, renamed or removed. */
  stamp(): bigint;
  /** Makes renames in the directory durable, where the system can. */
  sync(): void;
  close(): void;
}

/** Whether names can be looked up through an open descriptor, as Linux allows. */
export function canUseDescriptors(): boolean {
  return process.platform === 'linux' && existsSync('/proc/self/fd');
}

/**
 * Opens a canonical directory. With `descriptors` all later steps run through its descriptor (Linux: proc(5),
 * `/proc/self/fd`), otherwise through the path, which `check` compares by device and inode.
 */
export function openDirectory(path: string, descriptors: boolean): DirectoryHandle {
  const before = lstatSync(path, { bigint: true });
  if (!before.isDirectory()) throw notADirectory(path);
  // Windows cannot open a directory this way.
  const fd = process.platform === 'win32' ? undefined : openForReal(path);

  const byDescriptor = descriptors && fd !== undefined ? `/proc/self/fd/${fd}` : undefined;
  const check = (): void => {
    if (byDescriptor !== undefined) {
      const now = readlinkSync(byDescriptor);
      if (now !== path) throw moved(path, now);
      return;
    }
    const now = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (now?.dev !== before.dev || now.ino !== before.ino) throw moved(path, 'another directory');
  };
  const close = (): void => {
    if (fd !== undefined) closeSync(fd);
  };
  try {
    check();
  } catch (error) {
    close();
    throw error;
  }
  return {
    path,
    at: (name) => (byDescriptor === undefined ? join(path, name) : `${byDescriptor}/${name}`),
    check,
    stamp: () =>
      (fd === undefined ? lstatSync(path, { bigint: true }) : fstatSync(fd, { bigint: true })).mtimeNs,
    sync: () => syncDirectory(fd),
    close,
  };
}

function openForReal(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ELOOP' || code === 'ENOTDIR') throw moved(path, 'a link or a file');
    throw error;
  }
}

function syncDirectory(fd: number | undefined): void {
  if (fd === undefined) return;
  try {
    fsyncSync(fd);
  } catch (error) {
    // Some file systems cannot; the rename itself has happened.
    const code = errnoOf(error);
    if (code !== 'EINVAL' && code !== 'ENOTSUP' && code !== 'EPERM' && code !== 'EACCES') throw error;
  }
}

function moved(path: string, now: string): RefusedError {
  return new RefusedError(`${path} was replaced while nerve was about to write there: it is now ${now}.`, {
    code: 'directory-moved',
    hint: 'Run the command again when nothing else moves that folder.',
    data: { path },
  });
}
