/** The store, opened for one use of a command. */
import type { Context } from '../base/config/context.ts';
import { UnavailableError } from '../base/kernel/errors.ts';
import type { Store } from '../base/store/store.ts';

/** Runs `work` with the store open. Reading never makes a file; writing makes nerve's own folder first. */
export async function withStore<T>(
  context: Context,
  mode: 'read' | 'write',
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const { openStore } = await import('../base/store/store.ts');
  if (mode === 'write') context.system.makeDirectory(context.paths.nerveHome, 0o700);
  const store = await openStore({
    file: context.paths.database,
    clock: context.clock,
    readOnly: mode === 'read',
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** @throws UnavailableError (`no-database`) when there is none. */
export function requireDatabase({ system, paths }: Pick<Context, 'system' | 'paths'>): void {
  if (system.stat(paths.database)) return;
  throw new UnavailableError(`There is no database at ${paths.database} yet`, {
    code: 'no-database',
    hint: 'nerve init',
  });
}
