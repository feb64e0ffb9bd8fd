/** Waits until nobody seems to be in the middle of replacing a file. */
import { type BigIntStats, lstatSync, readdirSync } from 'node:fs';
import type { DirectoryHandle } from './directory.ts';
import { look } from './names.ts';
import { sleepSync } from './sleep.ts';
import { tempOwner } from './temp-files.ts';

const FRESH_MS = 1000;
const PATIENCE_MS = 50;
const STEP_MS = 3;
/** A directory in which files come and go all the time is never quiet. */
const MAX_LOOKS = 40;
/** Neighbours that stay: locks, backups, editors' swap files, SQLite's side files, our sidecar. */
const LASTING = /(?:\.lock|\.bak|~|\.orig|\.old|\.swp|\.nerve-hash|\.owner|-wal|-shm|-journal)$|\.backup/u;

/**
 * Programs that write atomically make a sibling such as `config.json.tmp-4711` and rename it. While one younger
 * than a second is there, its rename is about to come: wait for it, at most 50 ms. Returns what stands under
 * `base` right after. If the directory changed during the two looks, both are taken again: a sibling could have
 * appeared between them. (Linux before 6.13 counts such changes in ticks of some milliseconds and may miss one.)
 */
export function lookWhenQuiet(directory: DirectoryHandle, base: string): BigIntStats | undefined {
  let waited = 0;
  for (let looks = 1; ; looks += 1) {
    const stamp = directory.stamp();
    const busy = hasFreshSibling(directory, base);
    const found = look(directory, base);
    if (busy && waited < PATIENCE_MS) {
      sleepSync(STEP_MS);
      waited += STEP_MS;
    } else if (directory.stamp() === stamp || looks >= MAX_LOOKS) {
      return found;
    }
  }
}

function hasFreshSibling(directory: DirectoryHandle, base: string): boolean {
  const candidates = readdirSync(directory.at('.')).filter((name) => looksTemporary(name, base));
  return candidates.some((name) => {
    const stats = lstatSync(directory.at(name), { throwIfNoEntry: false });
    return stats?.isFile() === true && Math.abs(Date.now() - stats.mtimeMs) < FRESH_MS;
  });
}

/** Whether a name in the folder of `base` may be the temp file of another program's atomic write. */
export function looksTemporary(name: string, base: string): boolean {
  if (name === base || LASTING.test(name) || tempOwner(name) === process.pid) return false;
  return name.startsWith(base) || name.startsWith(`.${base}`) || /^\.?tmp|\.tmp/u.test(name);
}
