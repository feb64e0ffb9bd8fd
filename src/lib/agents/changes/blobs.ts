/** Private backups: file contents by their hash, in `NERVE_HOME/backups`, 0600. */
import { join } from 'node:path';
import { contentOf } from '../../base/kernel/content.ts';
import { BugError } from '../../base/kernel/errors.ts';
import { sha256 } from '../../base/kernel/hash.ts';
import type { System } from '../../base/system/system.ts';
import { tempOwner } from '../../base/system/temp-files.ts';

export interface Blobs {
  /** Keeps bytes; returns their hash. Already kept: nothing is written. */
  put(bytes: Uint8Array): string;
  /** The bytes of a backup; undefined when it is gone or damaged. */
  find(hash: string): Buffer | undefined;
  /** The content of a backup; undefined when it is gone or damaged. */
  content(hash: string): string | undefined;
  /** The contents of all sound backups. */
  contents(): readonly string[];
  pathOf(hash: string): string;
  /** Removes every backup whose hash is not in `keep`, and what killed writes left. */
  prune(keep: ReadonlySet<string>): void;
}

const NAME = /^[0-9a-f]{64}$/;

export function createBlobs(system: System, directory: string): Blobs {
  const pathOf = (hash: string): string => {
    if (!NAME.test(hash)) throw new BugError(`Not a backup name: ${hash}`, { code: 'bad-hash' });
    return join(directory, hash);
  };
  const sound = (hash: string): Buffer | undefined => {
    const snapshot = system.read(pathOf(hash));
    return snapshot?.hash === hash ? snapshot.bytes : undefined;
  };
  const names = (): string[] => system.list(directory).map((entry) => entry.name);
  return {
    pathOf,
    put(bytes) {
      const hash = sha256(bytes);
      if (!sound(hash)) system.write(pathOf(hash), bytes, { mode: 0o600 });
      return hash;
    },
    find: sound,
    content: (hash) => contentIn(sound(hash)),
    contents: () =>
      names()
        .filter((name) => NAME.test(name))
        .flatMap((name) => contentIn(sound(name)) ?? []),
    prune(keep) {
      const ours = names().filter((name) => NAME.test(name) || tempOwner(name) !== undefined);
      for (const name of ours) if (!keep.has(name)) system.remove(join(directory, name));
    },
  };
}

function contentIn(bytes: Buffer | undefined): string | undefined {
  return bytes && contentOf(bytes);
}
