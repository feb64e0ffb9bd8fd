/** Other programs' locks: nerve waits for them, so that it does not read in the middle of their update. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { System } from '../../base/system/system.ts';

export interface PeerLocked {
  readonly file: string;
  readonly lock?: 'proper-lockfile';
}

/** A proper-lockfile lock not refreshed for this long belongs to a dead process (its default). */
const STALE_MS = 10_000;
const PATIENCE_MS = 3000;

/**
 * Waits while another program holds its lock on a file, a few seconds at most: the check before the rename
 * protects its bytes anyway. The lock is a directory `<file>.lock` whose time is refreshed while it is held.
 */
export async function waitForPeer(
  system: System,
  file: string,
  targets: readonly PeerLocked[],
): Promise<void> {
  if (!targets.some((target) => target.file === file && target.lock === 'proper-lockfile')) return;
  for (let waited = 0; waited < PATIENCE_MS; waited += 20) {
    const lock = system.stat(`${file}.lock`);
    if (!lock || Date.now() - lock.mtimeMs > STALE_MS) return;
    await sleep(20);
  }
}
