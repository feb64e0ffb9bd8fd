/** A file as a plan sees it. */
import type { System } from '../../base/system/system.ts';
import type { FileState } from './change-set.ts';

/** Bytes, hash and mode of a file; null when there is none. */
export function readState(system: System, file: string): FileState | null {
  const snapshot = system.read(file);
  return snapshot ? { bytes: snapshot.bytes, hash: snapshot.hash, mode: snapshot.mode } : null;
}
