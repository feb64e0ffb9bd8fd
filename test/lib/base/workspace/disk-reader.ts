/** A reading system over the real disk, as small as loading a workspace needs. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import type { Reader } from '../../../../src/lib/base/workspace/load.ts';

export const diskReader: Reader = {
  list: (directory) =>
    existsSync(directory)
      ? readdirSync(directory, { withFileTypes: true })
          .map((entry) => ({
            name: entry.name,
            kind: entry.isDirectory()
              ? ('directory' as const)
              : entry.isSymbolicLink()
                ? ('link' as const)
                : ('file' as const),
          }))
          .sort((a, b) => (a.name < b.name ? -1 : 1))
      : [],
  stat(path) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return undefined;
    const kind = stat.isFile() ? 'file' : stat.isDirectory() ? 'directory' : 'other';
    return {
      kind,
      size: stat.size,
      mode: stat.mode & 0o777,
      uid: stat.uid,
      mtimeMs: stat.mtimeMs,
      identity: `${stat.dev}:${stat.ino}`,
    };
  },
  read(path) {
    if (!existsSync(path)) return undefined;
    const bytes = readFileSync(path);
    const hash = createHash('sha256').update(bytes).digest('hex');
    return { path, realPath: realpathSync(path), bytes, mode: statSync(path).mode & 0o777, hash };
  },
};
