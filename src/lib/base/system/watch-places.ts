/** Which folders have to be watched so that nothing about a wanted folder goes unnoticed, also while it is missing. */
import { type BigIntStats, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';

/** What a caller wants to hear about. */
export interface Interest {
  /** Absolute path. */
  readonly folder: string;
  /** Names of its entries that matter. Left out: every entry, and everything in the folders below. */
  readonly names?: readonly string[];
}

/** Names of entries, or all of them. */
export type Names = ReadonlySet<string> | 'all';

/** Starts to watch a folder (or goes on with it) before the caller looks at what is in it. */
export type Open = (folder: string, names: readonly string[] | 'all') => void;

/** Something keeps making and removing the folder: the next event leads here again. */
const TRIES = 10;
/** A tree of that size is no folder of skills but a mistake, such as a link to a home folder. */
const MAX_FOLDERS = 500;
const MAX_DEPTH = 12;
/** Large, always changing, and never read by nerve. */
const SKIPPED = new Set(['.git', 'node_modules']);

/**
 * Opens what an interest needs: the folder, its parent (which tells that the folder itself was replaced), and all
 * folders below where everything matters. A folder that does not exist is waited for in its nearest existing
 * parent. Each is watched first and looked at then, so that nothing falls between.
 */
export function openPlaces(interest: Interest, open: Open): void {
  const { folder, names } = interest;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const there = nearestFolder(folder);
    if (there === folder) {
      if (dirname(folder) !== folder) open(dirname(folder), [basename(folder)]);
      open(folder, names ?? 'all');
      if (!folderIdentity(folder)) continue;
      if (names === undefined) openBelow(folder, open);
      return;
    }
    const [step = ''] = relative(there, folder).split(sep);
    open(there, [step]);
    if (!folderIdentity(join(there, step))) return;
  }
}

/** Which folder a path leads to, links followed; undefined when it leads to none. */
export function folderIdentity(path: string): string | undefined {
  const stats = statOf(path);
  return stats?.isDirectory() ? `${stats.dev}:${stats.ino}` : undefined;
}

function nearestFolder(path: string): string {
  let there = path;
  while (!folderIdentity(there) && dirname(there) !== there) there = dirname(there);
  return there;
}

function openBelow(root: string, open: Open): void {
  // Links are followed, each folder once, so that a loop of links ends.
  const seen = new Set([folderIdentity(root)]);
  const queue = [{ path: root, depth: 0 }];
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (const name of namesIn(next.path)) {
      const path = join(next.path, name);
      const identity = folderIdentity(path);
      if (!identity || seen.has(identity) || seen.size >= MAX_FOLDERS || next.depth >= MAX_DEPTH) continue;
      seen.add(identity);
      open(path, 'all');
      queue.push({ path, depth: next.depth + 1 });
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !SKIPPED.has(entry.name))
      .map((entry) => entry.name);
  } catch {
    // Gone again, or not readable: its parent is watched.
    return [];
  }
}

function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
