/** Reads a file piece by piece, for those that are too large for the memory or grow while they are read. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { errnoOf } from '../kernel/errors.ts';
import { isAbsent, notAFile, translating } from './failures.ts';
import { factsOf, kindOf, lookAt, READ_FLAGS } from './read.ts';
import { resolvePath } from './resolve.ts';
import type { OpenFile } from './system.ts';

const TRIES = 5;

/**
 * Opens a regular file, links followed; undefined when absent.
 * @throws RefusedError (`not-a-file`, `not-readable`, `link-loop`), UnavailableError (`disk-error`), also from its functions.
 */
export function openFile(path: string): OpenFile | undefined {
  const fd = translating(path, 'read', () => openRegular(path));
  if (fd === undefined) return undefined;
  return {
    stat: () => translating(path, 'read', () => factsOf(fstatSync(fd))),
    read: (buffer, position) =>
      translating(path, 'read', () => readSync(fd, buffer, 0, buffer.length, position)),
    close: () => closeSync(fd),
  };
}

function openRegular(path: string): number | undefined {
  for (let attempt = 1; ; attempt += 1) {
    const realPath = resolvePath(path);
    // Looked at before it is opened: opening a device can have effects.
    const before = lookAt(realPath);
    if (before === undefined) return undefined;
    if (!before.isFile() && !before.isSymbolicLink()) throw notAFile(path, kindOf(before));
    try {
      const fd = openSync(realPath, READ_FLAGS);
      if (fstatSync(fd).isFile()) return fd;
      closeSync(fd);
      throw notAFile(path, 'no file any more');
    } catch (error) {
      if (isAbsent(error)) return undefined;
      // A link was put there since it was resolved.
      if (errnoOf(error) !== 'ELOOP' || attempt === TRIES) throw error;
    }
  }
}
