/** One watch for each home of nerve. */
import { dirname, join } from 'node:path';
import type { Context } from '../../../base/config/context.ts';
import { asOnlyProcess } from '../../../base/system/only-process.ts';

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
  const does = `watches ${paths.nerveHome} already`;
  const file = watchLockFile(context);
  return asOnlyProcess(system, { file, purpose, code: 'already-watching', does }, work);
}
