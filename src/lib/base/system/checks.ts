/** Checks of a path's text, before the disk is asked about it. */
import { isAbsolute } from 'node:path';
import { BugError, RefusedError } from '../kernel/errors.ts';

/** Throws `BugError` for a relative path and `RefusedError` (`bad-path`) for one with a NUL byte. */
export function checkPath(path: string): void {
  if (path.includes('\0')) {
    throw new RefusedError(`The path ${JSON.stringify(path)} contains a NUL byte.`, { code: 'bad-path' });
  }
  if (!isAbsolute(path)) {
    throw new BugError(`The path ${JSON.stringify(path)} is not absolute.`, { code: 'relative-path' });
  }
}

/**
 * Like `checkPath`, for a path that is to be changed: `..` is refused too, because behind a link it leads
 * elsewhere than its text says. On Windows a colon after the drive would name a hidden stream of another file.
 */
export function checkWritePath(path: string, platform: NodeJS.Platform = process.platform): void {
  checkPath(path);
  const windows = platform === 'win32';
  const parts = path.split(windows ? /[\\/]/ : '/');
  if (parts.includes('..')) {
    throw new RefusedError(`The path ${path} contains "..".`, {
      code: 'bad-path',
      hint: 'Name the folder itself.',
    });
  }
  if (windows && parts.slice(1).some((part) => part.includes(':'))) {
    throw new RefusedError(`The path ${path} contains a colon after the drive.`, { code: 'bad-path' });
  }
}
