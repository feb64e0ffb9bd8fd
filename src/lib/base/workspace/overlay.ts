/** A workspace as it will be: files that are about to be made, over those on disk. */
import { basename, dirname } from 'node:path';
import { sha256 } from '../kernel/hash.ts';
import type { Reader } from './load.ts';

/** A reader that also sees `files` (absolute path → text) where nothing is on disk. */
export function overlayReader(reader: Reader, files: ReadonlyMap<string, string>): Reader {
  const text = (path: string): string | undefined => (reader.stat(path) ? undefined : files.get(path));
  return {
    stat(path) {
      const made = text(path);
      if (made === undefined) return reader.stat(path);
      return {
        kind: 'file',
        size: Buffer.byteLength(made),
        mode: 0o600,
        uid: process.getuid?.() ?? 0,
        mtimeMs: 0,
        identity: `made:${path}`,
      };
    },
    read(path) {
      const made = text(path);
      if (made === undefined) return reader.read(path);
      const bytes = Buffer.from(made);
      return { path, realPath: path, bytes, mode: 0o600, hash: sha256(bytes) };
    },
    list(directory) {
      const there = reader.list(directory);
      const names = new Set(there.map((entry) => entry.name));
      const made = [...files.keys()]
        .filter((path) => dirname(path) === directory && !names.has(basename(path)))
        .map((path) => ({ name: basename(path), kind: 'file' as const }));
      return [...there, ...made];
    },
  };
}
