/** One watch for each home of nerve. */
import { dirname, join } from 'node:path';
import type { Context } from '../../../base/config/context.ts';
import { UnavailableError } from '../../../base/kernel/errors.ts';

/** Long enough for a watch that was just killed to be gone. */
const WAIT_MS = 500;

/** The file that the one watch holds. */
export function watchLockFile(context: Pick<Context, 'paths'>): string {
  return join(dirname(context.paths.lock), 'watch-lock');
}

/**
 * Runs `work` as the one watch of this home; the lock file is gone afterwards.
 * @throws UnavailableError (`already-watching`) naming the process that is the one.
 */
export async function asOnlyWatch<T>(
  context: Pick<Context, 'system' | 'paths'>,
  purpose: string,
  work: () => Promise<T>,
): Promise<T> {
  const { system, paths } = context;
  const file = watchLockFile(context);
  let isHeld = false;
  const held = async (): Promise<T> => {
    isHeld = true;
    try {
      return await work();
    } finally {
      removeQuietly(context, file);
    }
  };
  try {
    return await system.withLock(file, held, { waitMs: WAIT_MS, purpose });
  } catch (error) {
    if (isHeld || !(error instanceof UnavailableError) || error.code !== 'locked') throw error;
    const { pid, since } = error.data;
    const who = typeof pid === 'number' ? `Process ${pid}` : 'Another process';
    throw new UnavailableError(
      `${who} watches ${paths.nerveHome} already${since ? `, since ${since}` : ''}`,
      {
        code: 'already-watching',
        hint: typeof pid === 'number' ? `it does the work; to end it: kill ${pid}` : 'it does the work',
        data: error.data,
        cause: error,
      },
    );
  }
}

function removeQuietly({ system }: Pick<Context, 'system'>, file: string): void {
  try {
    system.remove(file);
  } catch {
    // An empty file that stays is no harm: the lock is the kernel's.
  }
}
