/** Undoes an unfinished change set, after a failure or after a kill. Touches only files that are still as nerve left them. */
import type { System } from '../../base/system/system.ts';
import { ChangedUnderneath } from '../../base/system/system.ts';
import type { Blobs } from './blobs.ts';
import type { FileChange } from './change-set.ts';
import { type PendingFile, readLedger, writeLedger } from './ledger.ts';

export interface Recovery {
  /** What was under way, and when. */
  readonly command: string;
  readonly at: string;
  /** Files left alone because somebody else changed them since. */
  readonly left: readonly string[];
}

/**
 * Rolls back what the ledger has as pending. The caller holds the lock, so whoever wrote it is gone.
 * Killed in the middle it can simply run again.
 */
export function recoverPending(system: System, blobs: Blobs, ledgerFile: string): Recovery | undefined {
  const { pending, ...ledger } = readLedger(system, ledgerFile);
  if (!pending) return undefined;
  const left = restoreFiles(system, blobs, pending.files, pending.directories);
  writeLedger(system, ledgerFile, ledger);
  return { command: pending.command, at: pending.at, left };
}

/** The journal's entry of one change. */
export function pendingFile(change: FileChange): PendingFile {
  const { file, before, after } = change;
  return {
    file,
    before: before && { hash: before.hash, mode: before.mode },
    after: after && { hash: after.hash, mode: after.mode },
  };
}

/** Puts files back to what stood there before, last one first; returns those that are neither before nor after. */
export function restoreFiles(
  system: System,
  blobs: Blobs,
  files: readonly PendingFile[],
  directories: readonly string[],
): string[] {
  const left: string[] = [];
  for (const entry of [...files].reverse()) {
    const current = system.read(entry.file);
    const hash = current?.hash ?? null;
    const isAfter = hash === (entry.after?.hash ?? null) && (entry.after === null || current?.mode === entry.after.mode);
    const isBefore = hash === (entry.before?.hash ?? null) && (entry.before === null || current?.mode === entry.before.mode);
    if (isBefore) continue;
    if (!isAfter || !restoreFile(system, blobs, entry)) left.push(entry.file);
  }
  for (const directory of [...directories].reverse()) system.removeDirectory(directory);
  return left.reverse();
}

function restoreFile(system: System, blobs: Blobs, entry: PendingFile): boolean {
  try {
    const expect = entry.after?.hash ?? null;
    if (entry.before) {
      system.write(entry.file, blobs.get(entry.before.hash), { expect, mode: entry.before.mode });
    } else if (expect !== null) {
      system.remove(entry.file, { expect });
    }
    return true;
  } catch (error) {
    if (error instanceof ChangedUnderneath) return false;
    throw error;
  }
}
