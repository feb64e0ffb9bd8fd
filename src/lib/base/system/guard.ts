/** Decides whether a path may be changed, and says where the change would land. */
import { accessSync, type BigIntStats, constants, lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { RefusedError } from '../kernel/errors.ts';
import type { Allowlist } from './allowlist.ts';
import { checkWritePath } from './checks.ts';
import { type Deed, notADirectory, notAFile, translating } from './failures.ts';
import { kindOf, lookAt } from './read.ts';
import { resolvePath } from './resolve.ts';
import { tempOwner } from './temp-files.ts';

/** A place that may be changed. */
export interface Target {
  /** The path that was asked for. */
  readonly path: string;
  readonly realPath: string;
  /** Canonical directory of `realPath`. */
  readonly parent: string;
  readonly base: string;
  readonly exists: boolean;
}

/**
 * Resolves a path and checks that a file may be written, changed or removed there. Throws `RefusedError`:
 * `bad-path`, `link-loop`, `outside-allowlist`, `not-a-directory`, `not-a-file`, `hard-linked`, `not-writable`.
 */
export function checkTarget(allowlist: Allowlist, path: string, deed: Deed = 'write'): Target {
  checkWritePath(path);
  const realPath = resolvePath(path);
  if (!allowlist.isAllowed(realPath)) throw outside(allowlist, path, realPath, deed);
  const parent = dirname(realPath);
  const base = basename(realPath);
  translating(path, deed, () => checkParent(parent));
  const stats = translating(path, deed, () => lookAt(realPath));
  if (stats !== undefined) {
    checkFile(stats, join(parent, base), path);
    if (deed !== 'chmod') translating(path, deed, () => accessSync(realPath, constants.W_OK));
  }
  return { path, realPath, parent, base, exists: stats !== undefined };
}

/** Resolves a directory that is to be made or removed. Throws `RefusedError` (`outside-allowlist`, `bad-path`). */
export function checkDirectory(allowlist: Allowlist, path: string, deed: Deed): string {
  checkWritePath(path);
  const realPath = resolvePath(path);
  if (!allowlist.isDirectoryAllowed(realPath)) throw outside(allowlist, path, realPath, deed);
  return realPath;
}

/** Checks what stands at a canonical path: a regular file with one name. */
export function checkFile(stats: BigIntStats, realPath: string, path: string): void {
  if (stats.isSymbolicLink()) {
    // It was resolved a moment ago, so somebody has just put it there.
    throw new RefusedError(`${path} became a link while nerve was about to write it.`, {
      code: 'link-appeared',
    });
  }
  if (!stats.isFile()) throw notAFile(path, kindOf(stats));
  if (stats.nlink > 1n && stats.nlink - ownLinks(stats, realPath) > 1n) {
    throw new RefusedError(`${path} has ${stats.nlink} hard links; its other names would be cut off.`, {
      code: 'hard-linked',
      hint: `Replace it by a copy of its own: cp -p FILE FILE.new && mv FILE.new FILE`,
      data: { path, realPath, links: Number(stats.nlink) },
    });
  }
}

/** Names that nerve itself gave a file for the moment of a write (or left there when it was killed). */
function ownLinks(stats: BigIntStats, realPath: string): bigint {
  const base = basename(realPath);
  const parent = dirname(realPath);
  const ours = readdirSync(parent).filter((name) => {
    if (name === base || (tempOwner(name, base) === undefined && tempOwner(base) === undefined)) return false;
    const other = lstatSync(join(parent, name), { bigint: true, throwIfNoEntry: false });
    return other?.ino === stats.ino && other.dev === stats.dev;
  });
  return BigInt(ours.length);
}

/** The deepest existing parent has to be a directory in which files can be made. */
function checkParent(parent: string): void {
  for (let here = parent; ; here = dirname(here)) {
    const stats = lookAt(here);
    if (stats === undefined && dirname(here) !== here) continue;
    if (stats?.isDirectory() !== true) throw notADirectory(here);
    accessSync(here, constants.W_OK | constants.X_OK);
    return;
  }
}

function outside(allowlist: Allowlist, path: string, realPath: string, deed: Deed): RefusedError {
  const where = realPath === path ? path : `${path} (really ${realPath})`;
  const allowed = [...allowlist.roots, ...allowlist.files];
  return new RefusedError(
    `Refused to ${deed} ${where}: it is outside of what nerve may change (${allowed.join(', ') || 'nothing'}).`,
    {
      code: 'outside-allowlist',
      hint:
        realPath === path
          ? 'Name that folder on the command line to allow it for this run.'
          : 'A link leads there. Allow its target by naming that folder on the command line, or replace the link.',
      data: { path, realPath, allowed },
    },
  );
}
