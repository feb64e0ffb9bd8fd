/** The system that really reads and writes. */
import { closeSync, constants, fchmodSync, fstatSync, openSync, unlinkSync } from 'node:fs';
import { errnoOf, RefusedError } from '../kernel/errors.ts';
import { sha256 } from '../kernel/hash.ts';
import type { Allowlist } from './allowlist.ts';
import { replaceFile } from './atomic-write.ts';
import { DIRECTORY_MODE, makeDirectories, removeEmpty, removeMade } from './directories.ts';
import { canUseDescriptors, type DirectoryHandle, openDirectory } from './directory.ts';
import { type Deed, isAbsent, translating } from './failures.ts';
import { checkDirectory, checkFile, checkTarget, type Target } from './guard.ts';
import { createLocks, lockHolder } from './lock.ts';
import { look } from './names.ts';
import { openFile } from './open-file.ts';
import { listDirectory, READ_FLAGS, readSnapshot, statPath } from './read.ts';
import { removeTarget } from './remove.ts';
import { resolvePath } from './resolve.ts';
import { findProgram, runProgram, startProgram } from './spawn.ts';
import { ChangedUnderneath, type System, type WriteOptions, type WriteReceipt } from './system.ts';
import { staleTemps } from './temp-files.ts';

export interface RealSystemOptions {
  readonly allowlist: Allowlist;
  /** Whether steps run through open directories (`/proc/self/fd`). Default: where the platform can. */
  readonly descriptors?: boolean;
}

/** A system over the real disk, with the checks that a dry run of it needs. */
export interface RealSystem extends System {
  /** Like `assertWritable`, for a file that is to be removed or whose mode is to be set. */
  assertTarget(path: string, deed: Deed): string;
  /** The real path if a directory may be made there, or removed when empty. Throws `RefusedError`. */
  assertDirectory(path: string, deed: 'write' | 'remove'): string;
}

const APPEND_FLAGS =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Makes a system that changes only what the allowlist covers. */
export function createRealSystem(options: RealSystemOptions): RealSystem {
  const { allowlist, descriptors = canUseDescriptors() } = options;
  const lock = createLocks();
  const within = <T>(target: Target, work: (directory: DirectoryHandle) => T): T => {
    const directory = openDirectory(target.parent, descriptors);
    try {
      return work(directory);
    } finally {
      directory.close();
    }
  };
  const onTarget = <T>(path: string, deed: Deed, work: (target: Target) => T): T =>
    translating(path, deed, () => work(checkTarget(allowlist, path, deed)));
  const makeDirectory = (path: string, mode: number = DIRECTORY_MODE): readonly string[] =>
    translating(path, 'write', () =>
      makeDirectories(checkDirectory(allowlist, path, 'write'), mode, descriptors),
    );

  return {
    read: readSnapshot,
    open: openFile,
    stat: statPath,
    list: listDirectory,
    resolve: resolvePath,
    assertWritable: (path) => checkTarget(allowlist, path).realPath,
    assertTarget: (path, deed) => checkTarget(allowlist, path, deed).realPath,
    assertDirectory: (path, deed) => checkDirectory(allowlist, path, deed),
    write: (path, bytes, writeOptions = {}) =>
      onTarget(path, 'write', (target) => write(target, bytes, writeOptions, descriptors)),
    chmod: (path, mode) =>
      onTarget(path, 'chmod', (target) => within(target, (directory) => setMode(directory, target, mode))),
    remove: (path, { expect } = {}) =>
      onTarget(path, 'remove', (target) => {
        if (target.exists) within(target, (directory) => removeTarget(directory, target, expect));
      }),
    makeDirectory,
    removeDirectory: (path) =>
      translating(path, 'remove', () => removeEmpty(checkDirectory(allowlist, path, 'remove'), descriptors)),
    withLock: async (file, work, lockOptions) => {
      const { realPath, parent } = checkTarget(allowlist, file);
      translating(file, 'write', () => makeDirectories(parent, DIRECTORY_MODE, descriptors));
      return lock(realPath, work, lockOptions);
    },
    lockHolder,
    which: findProgram,
    run: runProgram,
    start: (file, args, { log, ...startOptions }) =>
      onTarget(log, 'write', (target) => {
        makeDirectories(target.parent, DIRECTORY_MODE, descriptors);
        const output = within(target, (directory) =>
          openSync(directory.at(target.base), APPEND_FLAGS, 0o600),
        );
        try {
          startProgram(file, args, { ...startOptions, output });
        } finally {
          closeSync(output);
        }
      }),
  };
}

function write(target: Target, bytes: Uint8Array, options: WriteOptions, descriptors: boolean): WriteReceipt {
  const { expect, mode, directoryMode = DIRECTORY_MODE } = options;
  if (expect !== undefined && (expect === null) === target.exists) throw new ChangedUnderneath(target.path);
  const createdDirectories = makeDirectories(target.parent, directoryMode, descriptors);
  try {
    const directory = openDirectory(target.parent, descriptors);
    try {
      sweep(directory, target.base);
      replaceFile(directory, target, { bytes, expect, mode });
    } finally {
      directory.close();
    }
  } catch (error) {
    removeMade(createdDirectories, descriptors);
    throw error;
  }
  return { realPath: target.realPath, hash: sha256(bytes), createdDirectories };
}

/** Removes what a killed write of the same file left. */
function sweep(directory: DirectoryHandle, base: string): void {
  for (const path of staleTemps(directory.at('.'), { base })) {
    try {
      unlinkSync(path);
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  }
}

function setMode(directory: DirectoryHandle, target: Target, mode: number): void {
  const stats = look(directory, target.base);
  if (stats === undefined) {
    throw new RefusedError(`${target.path} does not exist.`, { code: 'absent', data: { path: target.path } });
  }
  checkFile(stats, target.realPath, target.path);
  if (process.platform === 'win32') return;
  directory.check();
  const fd = openForMode(directory.at(target.base));
  try {
    if (fstatSync(fd, { bigint: true }).ino !== stats.ino) throw new ChangedUnderneath(target.path);
    fchmodSync(fd, mode & 0o777);
  } finally {
    closeSync(fd);
  }
}

/** A file may allow its owner one of the two only. */
function openForMode(path: string): number {
  try {
    return openSync(path, READ_FLAGS);
  } catch (error) {
    if (errnoOf(error) !== 'EACCES') throw error;
    return openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  }
}
