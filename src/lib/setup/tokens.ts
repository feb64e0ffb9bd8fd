/** The store and the deps that the token commands need, opened for one use. */
import type { AuthDeps } from '../base/auth/deps.ts';
import type { Context } from '../base/config/context.ts';

/** Runs `work` with the store open. Reading never makes a file; writing makes nerve's own folder first. */
export async function withAuth<T>(
  context: Context,
  mode: 'read' | 'write',
  work: (deps: AuthDeps) => Promise<T>,
): Promise<T> {
  const { openStore } = await import('../base/store/store.ts');
  if (mode === 'write') context.system.makeDirectory(context.paths.nerveHome, 0o700);
  const store = await openStore({
    file: context.paths.database,
    clock: context.clock,
    readOnly: mode === 'read',
  });
  try {
    return await work({ ...context, store });
  } finally {
    await store.close();
  }
}
