/** Names of nerve's temporary files, and finding those that a killed write left behind. */
import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../kernel/errors.ts';
import type { Allowlist } from './allowlist.ts';
import { failure, isAbsent } from './failures.ts';

const SHAPE = /^\.(?<base>.+)\.nerve-(?<pid>[0-9]{1,10})-[0-9a-f]{12}\.tmp$/su;
/** Room for the base name, so that the whole stays below the 255 bytes of common file systems. */
const MAX_BASE = 200;
const STALE_AFTER = 10 * 60_000;

/** `.<base>.nerve-<pid>-<random>.tmp`. The pid tells whether its writer still lives. */
export function tempName(base: string, pid: number = process.pid): string {
  return `.${shorten(base)}.nerve-${pid}-${randomBytes(6).toString('hex')}.tmp`;
}

/** The pid in the name of a nerve temp file (made for `base`, if given); undefined for any other name. */
export function tempOwner(name: string, base?: string): number | undefined {
  const groups = SHAPE.exec(name)?.groups;
  if (groups === undefined || (base !== undefined && groups.base !== shorten(base))) return undefined;
  return Number(groups.pid);
}

function shorten(base: string): string {
  let text = base;
  while (Buffer.byteLength(text) > MAX_BASE) text = [...text].slice(0, -1).join('');
  return text;
}

export interface StaleOptions {
  /** Only those made for this file name. */
  readonly base?: string;
  /** Milliseconds since the epoch. */
  readonly now?: number;
  readonly isAlive?: (pid: number) => boolean;
}

/**
 * Absolute paths of nerve's temp files in a directory whose writer is dead, or which are older than ten
 * minutes (by ctime: a kept link to an old file has that file's mtime). Empty when the directory is absent.
 */
export function staleTemps(directory: string, options: StaleOptions = {}): readonly string[] {
  const { base, now = Date.now(), isAlive = processIsAlive } = options;
  return names(directory).flatMap((name) => {
    const pid = tempOwner(name, base);
    if (pid === undefined) return [];
    const path = join(directory, name);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined || !stats.isFile()) return [];
    return !isAlive(pid) || now - stats.ctimeMs > STALE_AFTER ? [path] : [];
  });
}

/**
 * Removes the stale temp files of a canonical directory, as far as the allowlist covers them, and returns
 * their paths. For recovery after a kill; a write also does it for its own target.
 */
export function removeStaleTemps(
  allowlist: Allowlist,
  directory: string,
  options: StaleOptions = {},
): readonly string[] {
  return staleTemps(directory, options).filter((path) => {
    if (!allowlist.isAllowed(path)) return false;
    try {
      unlinkSync(path);
    } catch (error) {
      if (!isAbsent(error)) throw failure(error, path, 'remove');
    }
    return true;
  });
}

/** Whether a process of this machine runs under this id. */
export function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) !== 'ESRCH';
  }
}

function names(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw failure(error, directory, 'read');
  }
}
