/** Gives the space of deleted rows back to the disk. */
import type { Context } from '../../base/config/context.ts';
import { requireDatabase } from '../with-store.ts';

export interface VacuumReport {
  readonly before: number;
  readonly after: number;
}

/** @throws UnavailableError (`no-database`, `database-busy`). */
export async function vacuumDatabase(context: Context): Promise<VacuumReport> {
  const { system, paths } = context;
  requireDatabase(context);
  const { vacuum } = await import('../../base/store/maintenance.ts');
  const size = (): number => system.stat(paths.database)?.size ?? 0;
  const before = size();
  await vacuum(paths.database);
  return { before, after: size() };
}
