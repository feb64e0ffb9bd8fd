/** Which paths nerve may change. */
import { basename, dirname, join, parse, relative, sep } from 'node:path';
import { BugError, RefusedError } from '../kernel/errors.ts';
import { checkPath } from './checks.ts';
import { resolvePath } from './resolve.ts';
import { tempOwner } from './temp-files.ts';

/** Ends the name of the hash that stands beside a whole file of nerve's. */
export const SIDECAR_SUFFIX = '.nerve-hash';

export interface AllowlistSpec {
  /** Directories whose content may be written; absolute. */
  readonly roots: readonly string[];
  /** Single named files that may be written, with their hash sidecars; absolute. */
  readonly files: readonly string[];
  /** HOME of the user. It, and what contains it, can never be a root. */
  readonly home: string;
}

/** An allowlist in canonical form; make it with `createAllowlist`. */
export interface Allowlist {
  readonly roots: readonly string[];
  readonly files: readonly string[];
  /** Whether a file at this canonical path may be written. */
  isAllowed(realPath: string): boolean;
  /** Whether this canonical directory may be made, or removed when empty: a root, below one, or on the way to an allowed path. */
  isDirectoryAllowed(realPath: string): boolean;
}

/**
 * Resolves every entry once. A root may be a link itself; a named file is taken by its name in its real
 * folder, so that a link put in its place does not widen the list. Throws `RefusedError` (`root-too-wide`)
 * for a root that contains HOME, `BugError` for a relative path.
 */
export function createAllowlist(
  spec: AllowlistSpec,
  platform: NodeJS.Platform = process.platform,
): Allowlist {
  // Both keep names case-insensitively by default.
  const folds = platform === 'win32' || platform === 'darwin';
  const fold = (path: string): string => (folds ? path.normalize('NFC').toLowerCase() : path);
  const contains = (outer: string, inner: string): boolean => isInside(fold(outer), fold(inner));

  const home = resolvePath(spec.home);
  const roots = [...new Set(spec.roots.map((root) => canonicalRoot(root)))];
  const files = [...new Set(spec.files.map(canonicalFile))];

  function canonicalRoot(root: string): string {
    checkPath(root);
    const real = resolvePath(root);
    if (real === parse(real).root || contains(real, home)) {
      throw new RefusedError(
        `${root} cannot be opened for writing as a whole: it contains the home folder.`,
        {
          code: 'root-too-wide',
          hint: 'Name a folder of its own.',
          data: { path: root, realPath: real },
        },
      );
    }
    return real;
  }

  function canonicalFile(file: string): string {
    checkPath(file);
    if (dirname(file) === file) throw new BugError(`${file} is not a file.`, { code: 'bad-allowlist' });
    return join(resolvePath(dirname(file)), basename(file));
  }

  const isFile = (path: string): boolean => {
    const wanted = fold(path);
    return files.some((file) => fold(file) === wanted || fold(file + SIDECAR_SUFFIX) === wanted);
  };
  /** Temp files of single files lie beside them, outside any root. */
  const isTempOfFile = (path: string): boolean => {
    const name = basename(path);
    if (tempOwner(name) === undefined) return false;
    return files.some(
      (file) =>
        dirname(fold(file)) === dirname(fold(path)) &&
        [basename(file), basename(file) + SIDECAR_SUFFIX].some((base) => tempOwner(name, base) !== undefined),
    );
  };

  return {
    roots,
    files,
    isAllowed: (path) => roots.some((root) => contains(root, path)) || isFile(path) || isTempOfFile(path),
    isDirectoryAllowed: (path) =>
      roots.some((root) => contains(root, path)) ||
      (path !== parse(path).root &&
        !contains(path, home) &&
        [...roots, ...files].some((entry) => contains(path, entry) && fold(path) !== fold(entry))),
  };
}

/** Whether `inner` is `outer` or lies below it, by path components. */
function isInside(outer: string, inner: string): boolean {
  const way = relative(outer, inner);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && parse(way).root === '');
}
