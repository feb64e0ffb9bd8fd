/** Makes and removes directories, one checked step at a time. */
import { closeSync, constants, fchmodSync, mkdirSync, openSync, rmdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { errnoOf } from '../kernel/errors.ts';
import { type DirectoryHandle, openDirectory } from './directory.ts';
import { notADirectory } from './failures.ts';
import { lookAt } from './read.ts';

/** Private by default. */
export const DIRECTORY_MODE = 0o700;

/**
 * Makes a canonical directory and its missing parents with exactly these permission bits; returns those made,
 * outermost first. After a failure those made are removed again.
 */
export function makeDirectories(realPath: string, mode: number, descriptors: boolean): readonly string[] {
  const missing: string[] = [];
  for (let here = realPath; !isDirectory(here); here = dirname(here)) missing.unshift(here);
  const made: string[] = [];
  try {
    for (const path of missing) if (makeOne(path, mode, descriptors)) made.push(path);
  } catch (error) {
    removeMade(made, descriptors);
    throw error;
  }
  return made;
}

/** Removes directories that were made for something that then failed, as far as they are empty. */
export function removeMade(made: readonly string[], descriptors: boolean): void {
  for (const path of made.toReversed()) {
    try {
      removeEmpty(path, descriptors);
    } catch {
      // The error that led here says more.
    }
  }
}

/** Removes a canonical directory if it is empty; returns whether it is gone. */
export function removeEmpty(realPath: string, descriptors: boolean): boolean {
  if (lookAt(realPath) === undefined) return true;
  return inParent(realPath, descriptors, (parent, name) => {
    try {
      rmdirSync(parent.at(name));
    } catch (error) {
      const code = errnoOf(error);
      if (code === 'ENOENT') return true;
      if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
      throw error;
    }
    parent.sync();
    return true;
  });
}

function makeOne(realPath: string, mode: number, descriptors: boolean): boolean {
  return inParent(realPath, descriptors, (parent, name) => {
    try {
      mkdirSync(parent.at(name), { mode });
    } catch (error) {
      // Another process was faster.
      if (errnoOf(error) === 'EEXIST' && isDirectory(realPath)) return false;
      throw error;
    }
    if (process.platform !== 'win32') setMode(parent, name, mode);
    parent.sync();
    return true;
  });
}

/** The umask took away bits that were asked for. */
function setMode(parent: DirectoryHandle, name: string, mode: number): void {
  const fd = openSync(parent.at(name), constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    fchmodSync(fd, mode);
  } finally {
    closeSync(fd);
  }
}

function inParent<T>(
  realPath: string,
  descriptors: boolean,
  work: (parent: DirectoryHandle, name: string) => T,
): T {
  const parent = openDirectory(dirname(realPath), descriptors);
  try {
    return work(parent, basename(realPath));
  } finally {
    parent.close();
  }
}

function isDirectory(path: string): boolean {
  const stats = lookAt(path);
  if (stats !== undefined && !stats.isDirectory()) throw notADirectory(path);
  return stats !== undefined;
}
