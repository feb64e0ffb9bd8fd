/**
 * Watches folders and hints that something in them may have changed. One plain `fs.watch` for each folder: the
 * recursive one of Node 22 and 24 hears nothing more of a file once it was replaced by a rename.
 */
import { watch as watchFolder } from 'node:fs';
import { basename, join } from 'node:path';
import { errnoOf } from '../kernel/errors.ts';
import { folderIdentity, type Interest, type Names, openPlaces } from './watch-places.ts';
import { createPoller } from './watch-poll.ts';

export type { Interest } from './watch-places.ts';

/** The part of `fs.watch` that is used. */
export type WatchFolder = (
  folder: string,
  listener: (type: string, name: string | null) => void,
) => { on(event: 'error', listener: (error: Error) => void): unknown; close(): void };

export interface FolderWatcherOptions {
  /** Something at this path may have changed. Called often: the caller waits for a quiet moment and looks itself. */
  readonly onHint: (path: string) => void;
  /** No watch is to be had for this folder (`code`: ENOSPC, EMFILE, EACCES …), so it is looked at every `pollMs`. */
  readonly onPolling?: (folder: string, code: string) => void;
  readonly pollMs?: number;
  readonly watch?: WatchFolder;
}

export interface FolderWatcher {
  /**
   * Replaces what is watched, and looks whether every watch is still on the folder that its path leads to. Returns
   * whether a watch was opened: what changed there just before was not heard, so the caller looks once more.
   */
  set(interests: readonly Interest[]): boolean;
  /** How many folders are watched, and how many of them by looking. */
  count(): { readonly folders: number; readonly polled: number };
  close(): void;
}

interface Watch {
  readonly identity: string;
  /** The folder was moved, removed or replaced, whatever its inode says: those are used again. */
  stale: boolean;
  close(): void;
}

const POLL_MS = 2000;
/** A watch that breaks down so often is given up. */
const MAX_FAILURES = 3;

/** Opens nothing yet; see `set`. Never throws for what is on disk. */
export function createFolderWatcher(options: FolderWatcherOptions): FolderWatcher {
  const { onHint, onPolling, watch = watchNow } = options;
  const watches = new Map<string, Watch>();
  const failures = new Map<string, number>();
  const poller = createPoller(options.pollMs ?? POLL_MS, (folder) => onHint(folder));
  let wanted = new Map<string, Names>();
  let closed = false;

  const drop = (folder: string): void => {
    watches.get(folder)?.close();
    watches.delete(folder);
  };

  function hear(folder: string, type: string, name: string | null): void {
    if (closed) return;
    if (name === null) {
      onHint(folder);
      return;
    }
    const entry = name.normalize('NFC');
    const isSelf = entry === basename(folder);
    if (type === 'rename') {
      const child = watches.get(join(folder, entry));
      if (child) child.stale = true;
      const self = watches.get(folder);
      if (isSelf && self) self.stale = true;
    }
    const names = wanted.get(folder);
    if (isSelf || names === 'all' || names?.has(entry)) onHint(join(folder, entry));
  }

  /** Returns whether something was opened. */
  function ensure(folder: string): boolean {
    const identity = folderIdentity(folder);
    const known = watches.get(folder);
    if (known && !known.stale && known.identity === identity) return false;
    drop(folder);
    if (identity === undefined) return false;
    try {
      if ((failures.get(folder) ?? 0) >= MAX_FAILURES) throw new Error('given up');
      const handle = watch(folder, (type, name) => hear(folder, type, name));
      const opened: Watch = { identity, stale: false, close: () => handle.close() };
      handle.on('error', () => {
        opened.stale = true;
        failures.set(folder, (failures.get(folder) ?? 0) + 1);
        if (!closed && watches.get(folder) === opened) onHint(folder);
      });
      watches.set(folder, opened);
      poller.delete(folder);
      // Replaced while it was opened: nobody knows which of the two is watched.
      opened.stale = folderIdentity(folder) !== identity;
      return true;
    } catch (error) {
      const code = errnoOf(error) ?? 'EUNKNOWN';
      if (code === 'ENOENT' || code === 'ENOTDIR' || poller.has(folder)) return false;
      poller.add(folder, () => wanted.get(folder) ?? new Set());
      onPolling?.(folder, code);
      return true;
    }
  }

  return {
    set(interests) {
      if (closed) return false;
      const before = wanted;
      // Filled while watches are opened: an event may come before the rest is known.
      wanted = new Map(before);
      const next = new Map<string, Names>();
      let opened = false;
      for (const interest of interests) {
        openPlaces(interest, (folder, names) => {
          next.set(folder, united(next.get(folder), names));
          wanted.set(folder, united(wanted.get(folder), names));
          opened = ensure(folder) || opened;
        });
      }
      wanted = next;
      for (const folder of watches.keys()) if (!next.has(folder)) drop(folder);
      for (const folder of before.keys()) if (!next.has(folder)) poller.delete(folder);
      return opened;
    },
    count: () => ({ folders: watches.size + poller.size, polled: poller.size }),
    close() {
      closed = true;
      poller.close();
      for (const folder of [...watches.keys()]) drop(folder);
    },
  };
}

function united(known: Names | undefined, names: readonly string[] | 'all'): Names {
  if (known === 'all' || names === 'all') return 'all';
  return new Set([...(known ?? []), ...names.map((name) => name.normalize('NFC'))]);
}

const watchNow: WatchFolder = (folder, listener) => watchFolder(folder, listener);
