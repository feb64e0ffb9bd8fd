/** What the parts of the store work with: reads, writes in one transaction, and a mark that moves with every change. */
import type { Kysely, Transaction } from 'kysely';
import { BugError } from '../kernel/errors.ts';
import type { Connection } from './connection.ts';
import { closedStore, isBusy } from './errors.ts';
import { createGate } from './gate.ts';
import type { Schema } from './schema.ts';

export interface Database {
  readonly readOnly: boolean;
  /** Hand-written statements, for paths where every microsecond counts. */
  direct<T>(work: (connection: Connection) => T): Promise<T>;
  /** Built queries that change nothing. */
  read<T>(work: (queries: Kysely<Schema>) => Promise<T>): Promise<T>;
  /**
   * Built queries in one transaction; they all happen or none does. Tried once more when another process holds the
   * lock. `quiet`: a change that no reader has to notice.
   * @throws UnavailableError (`database-busy`) when the lock stays taken.
   */
  write<T>(
    work: (queries: Transaction<Schema>) => Promise<T>,
    options?: { readonly quiet?: boolean },
  ): Promise<T>;
  /** Differs from the value before once this or any other process has changed the database. */
  changes(): Promise<string>;
  close(): Promise<void>;
}

/** Wraps an open, migrated connection and takes it over: `close` closes it. */
export function createDatabase(connection: Connection, readOnly: boolean): Database {
  const gate = createGate();
  let built: Promise<Kysely<Schema>> | undefined;
  let ownWrites = 0;
  let closed = false;

  const queries = async (): Promise<Kysely<Schema>> => {
    if (closed) throw closedStore(connection.file);
    built ??= import('./dialect.ts').then(({ createQueries }) => createQueries(connection, gate));
    return built;
  };
  const direct = async <T>(work: (connection: Connection) => T): Promise<T> => {
    const leave = await gate.enter();
    try {
      return work(connection);
    } finally {
      leave();
    }
  };

  return {
    readOnly,
    direct,
    read: async (work) => work(await queries()),
    write: async (work, options) => {
      if (readOnly)
        throw new BugError('A store that was opened for reading was written to', { code: 'store-read-only' });
      const transaction = (await queries()).transaction();
      try {
        return await transaction.execute(work).catch((error) => {
          if (isBusy(error)) return transaction.execute(work);
          throw error;
        });
      } finally {
        if (!options?.quiet) ownWrites += 1;
      }
    },
    // data_version moves with the commits of other connections only; the writes of this one are counted here.
    changes: async () => `${await direct(dataVersion)}.${ownWrites}`,
    close: async () => {
      if (closed) return;
      closed = true;
      await direct((open) => open.close());
    },
  };
}

/** Prepared once: this runs before every use of a cache. */
function dataVersion(connection: Connection): number {
  return (connection.prepare('PRAGMA data_version').get([]) as { data_version: number }).data_version;
}
