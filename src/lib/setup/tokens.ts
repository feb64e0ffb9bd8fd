/** The deps that the token commands need, with the store opened for one use. */
import type { AuthDeps } from '../base/auth/deps.ts';
import type { Context } from '../base/config/context.ts';
import { withStore } from './with-store.ts';

/** Runs `work` with the store open. Reading never makes a file; writing makes nerve's own folder first. */
export function withAuth<T>(
  context: Context,
  mode: 'read' | 'write',
  work: (deps: AuthDeps) => Promise<T>,
): Promise<T> {
  return withStore(context, mode, (store) => work({ ...context, store }));
}
