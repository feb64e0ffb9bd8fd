/** All files below a folder, to be compared with what stands there later. */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export interface FileFact {
  readonly hash: string;
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  /** Changes when the file is written or replaced, even with the same bytes. */
  readonly touched: string;
}

export type Tree = ReadonlyMap<string, FileFact>;

/** The regular files below `root`, by relative path. */
export function readTree(root: string): Tree {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        const { mode, mtimeNs, ino, size } = lstatSync(path, { bigint: true });
        const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
        const fact = { hash, size: Number(size), mode: Number(mode) & 0o777, touched: `${ino} ${mtimeNs}` };
        return [relative(root, path), fact] as const;
      }),
  );
}

/** Paths that were made, written or removed between two looks; `by` tells what counts as a difference. */
export function differences(before: Tree, after: Tree, by: 'hash' | 'touched'): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path)?.[by] !== after.get(path)?.[by]).sort();
}
