/** Hand-written SQL inside of a transaction of built queries. */
import type { SqlValue } from './connection.ts';
import type { Writing } from './database.ts';

/** Runs one statement that returns nothing; how many rows it changed. */
export async function runRaw(
  writing: Writing,
  sql: string,
  parameters: readonly SqlValue[],
): Promise<number> {
  // Loaded already: there is a transaction.
  const { CompiledQuery } = await import('kysely');
  const { numAffectedRows = 0n } = await writing.executeQuery(CompiledQuery.raw(sql, [...parameters]));
  return Number(numAffectedRows);
}
