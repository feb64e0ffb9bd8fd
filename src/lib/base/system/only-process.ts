/** Work that one process of a home does at a time, for as long as it runs: a watch, a hub. */
import { UnavailableError } from '../kernel/errors.ts';
import type { System } from './system.ts';

export interface OnlyOptions {
  /** The lock file; gone afterwards. */
  readonly file: string;
  /** What others are told: `nerve serve`. */
  readonly purpose: string;
  /** The code of the error when another process is at it. */
  readonly code: string;
  /** What that process does, as a clause behind its name: `watches ~/.nerve already`. */
  readonly does: string;
}

/** Long enough for a process that was just killed to be gone. */
const WAIT_MS = 500;

/** Runs `work` as the only process. @throws UnavailableError with the given code, naming the process that is. */
export async function asOnlyProcess<T>(
  system: System,
  { file, purpose, code, does }: OnlyOptions,
  work: () => Promise<T>,
): Promise<T> {
  let isHeld = false;
  const held = async (): Promise<T> => {
    isHeld = true;
    try {
      return await work();
    } finally {
      removeQuietly(system, file);
    }
  };
  try {
    return await system.withLock(file, held, { waitMs: WAIT_MS, purpose });
  } catch (error) {
    if (isHeld || !(error instanceof UnavailableError) || error.code !== 'locked') throw error;
    const { pid, since } = error.data;
    const who = typeof pid === 'number' ? `Process ${pid}` : 'Another process';
    throw new UnavailableError(`${who} ${does}${since ? `, since ${since}` : ''}`, {
      code,
      hint: typeof pid === 'number' ? `it does the work; to end it: kill ${pid}` : 'it does the work',
      data: error.data,
      cause: error,
    });
  }
}

function removeQuietly(system: System, file: string): void {
  try {
    system.remove(file);
  } catch {
    // An empty file that stays is no harm: the lock is the kernel's.
  }
}
