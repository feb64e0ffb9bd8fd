/** Undoes an unfinished change set, after a failure or after a kill. Touches only files that are still as nerve left them. */
import { contentOf } from '../../base/kernel/content.ts';
import { ChangedUnderneath, type System } from '../../base/system/system.ts';
import type { Blobs } from './blobs.ts';
import { loadFormats } from './formats.ts';
import type { Ledger, Pending, PendingFile, SavedCopy } from './ledger.ts';
import { isInPlace } from './presence.ts';
import { sweepTemps } from './sweep.ts';

export interface Recovery {
  /** What was under way, and when. */
  readonly command: string;
  readonly at: string;
  /** Files left alone because somebody else changed them since. */
  readonly left: readonly string[];
}

export interface Undone {
  /** The ledger without the pending entry, true to the files as they are now. */
  readonly ledger: Ledger;
  readonly left: readonly string[];
}

/**
 * Puts every file of the journal back to what stood there before. The caller holds the lock, and writes the ledger
 * afterwards. Killed in the middle it can simply run again.
 * @throws what a write throws, after all the others were tried.
 */
export async function undoPending(
  system: System,
  blobs: Blobs,
  ledger: Ledger,
  pending: Pending,
): Promise<Undone> {
  const left: PendingFile[] = [];
  const failures: unknown[] = [];
  for (const entry of [...pending.files].reverse()) {
    try {
      sweepTemps(system, blobs, entry);
      if (!restore(system, blobs, entry)) left.unshift(entry);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  for (const directory of [...pending.directories].reverse()) system.removeDirectory(directory);
  const { pending: _done, ...before } = ledger;
  return { ledger: await settle(system, before, pending, left), left: left.map((entry) => entry.file) };
}

/** Whether the file is as before now; false for one that is neither as before nor as nerve left it. */
function restore(system: System, blobs: Blobs, { file, before, after }: PendingFile): boolean {
  const current = system.read(file);
  const is = (state: PendingFile['before']): boolean =>
    state === null ? !current : current?.hash === state.hash && current.mode === state.mode;
  if (is(before)) return true;
  if (!is(after)) return false;
  const bytes = before && blobs.find(before.hash);
  if (before && !bytes) return false;
  try {
    if (before && bytes) system.write(file, bytes, { expect: after?.hash ?? null, mode: before.mode });
    else if (after) system.remove(file, { expect: after.hash });
    return true;
  } catch (error) {
    if (error instanceof ChangedUnderneath) return false;
    throw error;
  }
}

/**
 * Of a file that stays as somebody else made it, the ledger remembers what is true: nerve's new parts if they are in
 * it, else the old ones; and the bytes from before are kept as a copy.
 */
async function settle(
  system: System,
  ledger: Ledger,
  pending: Pending,
  left: readonly PendingFile[],
): Promise<Ledger> {
  const targets = { ...ledger.targets };
  const files = { ...ledger.files };
  const saved: SavedCopy[] = [...ledger.saved];
  const formats = left.length > 0 ? await loadFormats(new Set(['toml', 'jsonc'] as const)) : {};
  for (const { file, before, records, fileRecord } of left) {
    if (before) {
      saved.push({
        file,
        hash: before.hash,
        at: pending.at,
        why: `before the unfinished nerve ${pending.command}`,
      });
    }
    if (!records) continue;
    const found = system.read(file);
    const text = found ? contentOf(found.bytes) : null;
    const isNew = Object.entries(records).every(([key, record]) => {
      if (record) return isInPlace(formats, record, text);
      const old = ledger.targets[key];
      return !old || !isInPlace(formats, old, text);
    });
    if (!isNew) continue;
    for (const [key, record] of Object.entries(records)) {
      if (record) targets[key] = record;
      else delete targets[key];
    }
    if (fileRecord) files[file] = fileRecord;
    if (fileRecord === null) delete files[file];
  }
  return { ...ledger, targets, files, saved };
}
