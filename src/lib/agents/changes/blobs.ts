/** Private backups: file contents by their hash, in `NERVE_HOME/backups`, 0600. */
import { join } from 'node:path';
import { BugError, RefusedError } from '../../base/kernel/errors.ts';
import { sha256 } from '../../base/kernel/hash.ts';
import type { System } from '../../base/system/system.ts';

export interface Blobs {
  /** Keeps bytes; returns their hash. Already kept: nothing is written. */
  put(bytes: Uint8Array): string;
  /** @throws RefusedError (`backup-damaged`) when the backup is gone or is not what it says. */
  get(hash: string): Buffer;
  has(hash: string): boolean;
  pathOf(hash: string): string;
  /** Removes every backup whose hash is not in `keep`. */
  prune(keep: ReadonlySet<string>): void;
}

export function createBlobs(system: System, directory: string): Blobs {
  const pathOf = (hash: string): string => {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new BugError(`Not a backup name: ${hash}`, { code: 'bad-hash' });
    return join(directory, hash);
  };
  return {
    pathOf,
    has: (hash) => system.stat(pathOf(hash)) !== undefined,
    put(bytes) {
      const hash = sha256(bytes);
      if (!system.stat(pathOf(hash))) system.write(pathOf(hash), bytes, { mode: 0o600 });
      return hash;
    },
    get(hash) {
      const snapshot = system.read(pathOf(hash));
      if (snapshot?.hash === hash) return snapshot.bytes;
      throw new RefusedError(`The backup ${pathOf(hash)} is ${snapshot ? 'damaged' : 'missing'}`, {
        code: 'backup-damaged',
        hint: 'restore the file from your own backup; nerve has changed nothing',
      });
    },
    prune(keep) {
      for (const entry of system.list(directory)) {
        if (/^[0-9a-f]{64}$/.test(entry.name) && !keep.has(entry.name)) system.remove(join(directory, entry.name));
      }
    },
  };
}
