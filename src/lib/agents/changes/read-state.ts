/** A file as a plan sees it. */
import type { System } from '../../base/system/system.ts';
import type { FileState } from './change-set.ts';

/** A file as it is; null when there is none. */
export function readState(system: System, file: string): FileState | null {
  const snapshot = system.read(file);
  if (!snapshot) return null;
  const { bytes, hash, mode, realPath } = snapshot;
  return { bytes, hash, mode, realPath };
}
