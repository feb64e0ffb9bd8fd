/** How large the database is and what is in it. */
import type { Context } from '../../base/config/context.ts';
import type { StoreStats } from '../../base/store/stats.ts';

export interface DatabaseStats extends StoreStats {
  readonly file: string;
  readonly exists: boolean;
  /** Bytes on disk, of the file and of the journal beside it. */
  readonly bytes: number;
  readonly walBytes: number;
}

/** @throws the store's errors. */
export async function databaseStats({ system, paths }: Context): Promise<DatabaseStats> {
  const { readStats } = await import('../../base/store/maintenance.ts');
  const size = (file: string): number => system.stat(file)?.size ?? 0;
  const file = paths.database;
  const sizes = {
    file,
    exists: system.stat(file) !== undefined,
    bytes: size(file),
    walBytes: size(`${file}-wal`),
  };
  return { ...sizes, ...(await readStats(file)) };
}
