/** The directories around files: which have to be made, and which of nerve's have become empty. */
import { dirname } from 'node:path';
import { isBelow } from '../../base/kernel/below.ts';
import { RefusedError } from '../../base/kernel/errors.ts';
import type { System } from '../../base/system/system.ts';
import type { FileChange } from './change-set.ts';
import type { Ledger } from './ledger.ts';

/** Parents of new files that do not exist, outermost first. */
export function missingDirectories(system: System, files: readonly FileChange[]): string[] {
  const missing = new Set<string>();
  for (const change of files) {
    if (change.before || !change.after) continue;
    const chain: string[] = [];
    for (let directory = dirname(change.file); !missing.has(directory) && !system.stat(directory); ) {
      chain.unshift(directory);
      const parent = dirname(directory);
      if (parent === directory) break;
      directory = parent;
    }
    for (const directory of chain) missing.add(directory);
  }
  return [...missing];
}

/**
 * Takes away directories that nerve made, holds nothing in any more, and that are empty; returns those that stay. One
 * that is out of reach now (an agent's folder was moved) stays too.
 */
export function removeEmptied(system: System, ledger: Pick<Ledger, 'targets' | 'directories'>): string[] {
  const files = Object.values(ledger.targets).map((record) => record.file);
  const isDone = (directory: string): boolean => !files.some((file) => isBelow(file, directory));
  const gone = ledger.directories
    .filter(isDone)
    .sort((a, b) => b.length - a.length)
    .filter((directory) => removeIfEmpty(system, directory));
  return ledger.directories.filter((directory) => !gone.includes(directory));
}

function removeIfEmpty(system: System, directory: string): boolean {
  try {
    return system.removeDirectory(directory);
  } catch (error) {
    if (error instanceof RefusedError && error.code === 'outside-allowlist') return false;
    throw error;
  }
}
