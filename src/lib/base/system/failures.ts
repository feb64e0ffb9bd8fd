/** Turns the errors of the operating system into nerve's errors. */
import { errnoOf, NerveError, RefusedError, UnavailableError } from '../kernel/errors.ts';
import { ChangedUnderneath } from './system.ts';

export type Deed = 'read' | 'write' | 'remove' | 'chmod';

const DENIED = new Set(['EACCES', 'EPERM', 'EROFS']);
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the disk quota is used up',
  EIO: 'the disk reported an input/output error',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EBUSY: 'it is in use',
};

/** Whether an error says that something does not exist (`ENOTDIR`: a parent is a file). */
export function isAbsent(error: unknown): boolean {
  const code = errnoOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/**
 * The error to throw when the operating system refused `deed` on `path`: `RefusedError` where the user has to
 * change something (`not-readable`, `not-writable`, `link-loop` …), `UnavailableError` (`disk-error`) where
 * time may help. nerve's own errors and those without an errno come back unchanged.
 */
export function failure(error: unknown, path: string, deed: Deed): unknown {
  const code = errnoOf(error);
  if (code === undefined || error instanceof NerveError || error instanceof ChangedUnderneath) return error;
  const why = REASONS[code] ?? code;
  if (DENIED.has(code)) {
    return new RefusedError(`Cannot ${deed} ${path}: ${why}.`, {
      code: deed === 'read' ? 'not-readable' : 'not-writable',
      hint: `Check the owner and mode of the file and its folder: ls -ld ${path}`,
      cause: error,
      data: { path },
    });
  }
  switch (code) {
    case 'ELOOP':
      return new RefusedError(`${path} is a loop of links.`, { code: 'link-loop', cause: error });
    case 'ENOTDIR':
      return notADirectory(path, error);
    case 'EISDIR':
      return notAFile(path, 'a directory', error);
    case 'ENAMETOOLONG':
      return new RefusedError(`The path ${path} is too long.`, { code: 'bad-path', cause: error });
    case 'ENOENT':
    case 'EEXIST':
      // Somebody else made or removed something since it was looked at.
      if (deed !== 'read') return new ChangedUnderneath(path);
  }
  return new UnavailableError(`Cannot ${deed} ${path}: ${why}.`, {
    code: 'disk-error',
    cause: error,
    data: { path, errno: code },
  });
}

/** `RefusedError` for a path that leads to something other than a regular file. */
export function notAFile(path: string, kind: string, cause?: unknown): RefusedError {
  return new RefusedError(`${path} is ${kind}, not a regular file.`, {
    code: 'not-a-file',
    cause,
    data: { path },
  });
}

/** `RefusedError` for a path below, or in place of, something that is not a directory. */
export function notADirectory(path: string, cause?: unknown): RefusedError {
  return new RefusedError(`${path} is not, or does not lie in, a directory.`, {
    code: 'not-a-directory',
    cause,
    data: { path },
  });
}

/** Runs `work`; errors of the operating system leave as nerve's. */
export function translating<T>(path: string, deed: Deed, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw failure(error, path, deed);
  }
}
