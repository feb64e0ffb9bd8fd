/** Is there room to write? */
import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { System } from '../../../base/system/system.ts';
import type { Check } from '../check.ts';

const MIB = 1024 * 1024;
/** Below the first, writes fail soon; below the second, a backup of a database may not fit. */
const ERROR_BELOW = 10 * MIB;
const WARN_BELOW = 200 * MIB;

/** Free bytes for this user on the disk of a folder. */
export type FreeBytes = (folder: string) => number;

export function createDiskCheck(freeBytes: FreeBytes): Check {
  return {
    id: 'system.disk',
    look: ({ context, show, word }) => {
      const folder = existing(context.system, context.paths.nerveHome);
      const free = freeBytes(folder);
      const size =
        free >= 1024 * MIB ? `${(free / 1024 / MIB).toFixed(1)} GiB` : `${Math.floor(free / MIB)} MiB`;
      const message = `The disk of ${show(context.paths.nerveHome)} has ${size} free.`;
      const level = free < ERROR_BELOW ? 'error' : free < WARN_BELOW ? 'warn' : 'ok';
      return [
        { id: 'system.disk', level, message, ...(level === 'ok' ? {} : { fix: `df -h ${word(folder)}` }) },
      ];
    },
  };
}

export const diskCheck = createDiskCheck((folder) => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
});

/** The folder, or the deepest of its parents that exists. */
function existing(system: System, folder: string): string {
  let here = folder;
  while (!system.stat(here) && dirname(here) !== here) here = dirname(here);
  return here;
}
