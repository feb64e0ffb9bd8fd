/** Where a path really leads: links of the deepest existing parent resolved, the missing rest appended. */
import { readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import { errnoOf, RefusedError } from '../kernel/errors.ts';
import { checkPath } from './checks.ts';
import { failure, isAbsent } from './failures.ts';

/** The limit of the Linux kernel (`MAXSYMLINKS`). */
const MAX_LINKS = 40;

/**
 * The canonical form of an absolute path. A dangling link is followed to where its target would be made.
 * Throws `RefusedError` (`link-loop`, `not-readable`, `bad-path`).
 */
export function resolvePath(path: string): string {
  checkPath(path);
  const links = { left: MAX_LINKS };
  const follow = (wanted: string): string => {
    try {
      return realpathSync.native(wanted);
    } catch (error) {
      if (!isAbsent(error)) throw failure(error, path, 'read');
    }
    const above = dirname(wanted);
    if (above === wanted) return wanted;
    const parent = follow(above);
    const name = basename(wanted);
    if (name === '.' || name === '') return parent;
    if (name === '..') return dirname(parent);
    const here = join(parent, name);
    const link = readLink(here);
    if (link === undefined) return here;
    links.left -= 1;
    if (links.left < 0) throw new RefusedError(`${path} is a loop of links.`, { code: 'link-loop' });
    // Not normalised: ".." after a link means the parent of the link's target.
    return follow(isAbsolute(link) ? link : `${parent}${sep}${link}`);
  };
  return follow(path);
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    const code = errnoOf(error);
    // EINVAL: not a link; UNKNOWN is what Windows says.
    if (isAbsent(error) || code === 'EINVAL' || code === 'UNKNOWN') return undefined;
    throw failure(error, path, 'read');
  }
}
