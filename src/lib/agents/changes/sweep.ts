/** Clears away the temporary files that a killed write left beside a file, without losing what others wrote. */
import { basename, dirname, join } from 'node:path';
import type { System } from '../../base/system/system.ts';
import { tempOwner } from '../../base/system/temp-files.ts';
import type { Blobs } from './blobs.ts';
import type { PendingFile } from './ledger.ts';

/**
 * Removes nerve's temporary files for the file of a journal entry. The caller holds the lock, so their writers are
 * dead. A removal renames the file aside first; if it took newer bytes of somebody else with it, they go back to
 * their place, or stay aside where the place is taken.
 */
export function sweepTemps(system: System, blobs: Blobs, entry: PendingFile): void {
  const real = system.resolve(entry.file);
  const directory = dirname(real);
  const base = basename(real);
  for (const { name, kind } of system.list(directory)) {
    if (kind !== 'file' || tempOwner(name, base) === undefined) continue;
    const path = join(directory, name);
    const bytes = system.read(path);
    if (!bytes) continue;
    if (!isOurs(bytes.hash, bytes.bytes, blobs, entry)) {
      if (system.stat(real)) continue;
      system.write(real, bytes.bytes, { expect: null, mode: bytes.mode });
    }
    system.remove(path);
  }
}

/** The state before or after, another backup, or the beginning of what was about to be written. */
function isOurs(hash: string, bytes: Buffer, blobs: Blobs, { before, after }: PendingFile): boolean {
  if (bytes.length === 0 || hash === before?.hash || hash === after?.hash || blobs.find(hash)) return true;
  const whole = after && blobs.find(after.hash);
  return whole?.subarray(0, bytes.length).equals(bytes) ?? false;
}
