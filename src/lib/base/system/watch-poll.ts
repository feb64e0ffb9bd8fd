/** Looks at folders again and again, where the system has no more watches to give. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Names } from './watch-places.ts';

export interface Poller {
  /** Whether this folder is looked at already. */
  has(folder: string): boolean;
  /** Looks at a folder from now on; what stands there now is what later looks are compared with. */
  add(folder: string, names: () => Names): void;
  delete(folder: string): void;
  readonly size: number;
  close(): void;
}

/** Calls `onChange` with a folder in which a name, size, time or inode is another one than `everyMs` ago. */
export function createPoller(everyMs: number, onChange: (folder: string) => void): Poller {
  const folders = new Map<string, { readonly names: () => Names; seen: string }>();
  let timer: NodeJS.Timeout | undefined;

  const look = (): void => {
    for (const [folder, entry] of folders) {
      const now = fingerprint(folder, entry.names());
      if (now === entry.seen) continue;
      entry.seen = now;
      onChange(folder);
    }
  };
  const stopWhenIdle = (): void => {
    if (folders.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  return {
    has: (folder) => folders.has(folder),
    add(folder, names) {
      folders.set(folder, { names, seen: fingerprint(folder, names()) });
      timer ??= setInterval(look, everyMs);
    },
    delete(folder) {
      folders.delete(folder);
      stopWhenIdle();
    },
    get size() {
      return folders.size;
    },
    close() {
      folders.clear();
      stopWhenIdle();
    },
  };
}

function fingerprint(folder: string, names: Names): string {
  const list = names === 'all' ? entriesOf(folder) : [...names];
  return [factsOf(folder), ...list.map((name) => `${name} ${factsOf(join(folder, name))}`)].join('\n');
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function factsOf(path: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch {
    return 'none';
  }
}
