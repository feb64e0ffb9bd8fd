/** Kysely on our own connections: statements are prepared once, and a transaction takes the write lock at once. */
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Connection, SqlValue } from './connection.ts';
import type { Gate } from './gate.ts';
import type { Schema } from './schema.ts';
import type { StepResult } from './steps.ts';
import type { Writer } from './writer.ts';

/** A query builder that reads the store's tables; each query waits for its turn at the gate, if there is one. */
export function createReadQueries(connection: Connection, gate: Gate | undefined): Kysely<Schema> {
  const session: DatabaseConnection = {
    executeQuery: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => ({
      rows: connection.prepare(sql).all(parameters as SqlValue[]) as R[],
    }),
    streamQuery: async function* <R>({ sql, parameters }: CompiledQuery) {
      for (const row of connection.prepare(sql).iterate(parameters as SqlValue[])) yield { rows: [row as R] };
    },
  };
  let leave: (() => void) | undefined;
  return withDriver({
    acquireConnection: async () => {
      leave = await gate?.enter();
      return session;
    },
    releaseConnection: async () => leave?.(),
  });
}

/** A query builder for transactions, one at a time. */
export function createWriteQueries(writer: Writer, gate: Gate): Kysely<Schema> {
  const session: DatabaseConnection = {
    executeQuery: async <R>({ sql, parameters }: CompiledQuery) =>
      toResult<R>(await writer.execute(sql, parameters as SqlValue[])),
    streamQuery: async function* <R>({ sql, parameters }: CompiledQuery) {
      yield toResult<R>(await writer.execute(sql, parameters as SqlValue[]));
    },
  };
  let leave: (() => void) | undefined;
  let until = 0;
  return withDriver({
    acquireConnection: async () => {
      // The wait for one's turn counts, or a queue of writes would give up one after the other.
      const deadline = writer.deadline();
      leave = await gate.enter();
      until = deadline;
      return session;
    },
    beginTransaction: () => writer.begin(until),
    commitTransaction: () => writer.commit(),
    rollbackTransaction: () => writer.rollback(),
    releaseConnection: async () => leave?.(),
  });
}

/** The gate is the only lock: Kysely's own would hide when a write was asked for. */
class Adapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** Destroying the result leaves the connection open. */
function withDriver(
  driver: Pick<Driver, 'acquireConnection' | 'releaseConnection'> & Partial<Driver>,
): Kysely<Schema> {
  const noTransactions = async (): Promise<void> => {
    throw new TypeError('these queries only read');
  };
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => new Adapter(),
      createIntrospector: (queries) => new SqliteIntrospector(queries),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createDriver: () => ({
        init: async () => undefined,
        destroy: async () => undefined,
        beginTransaction: noTransactions,
        commitTransaction: noTransactions,
        rollbackTransaction: noTransactions,
        ...driver,
      }),
    },
  });
}

function toResult<R>({ rows, changes, lastInsertRowid }: StepResult): QueryResult<R> {
  return {
    rows: rows as R[],
    ...(changes === undefined ? {} : { numAffectedRows: BigInt(changes) }),
    ...(lastInsertRowid === undefined ? {} : { insertId: BigInt(lastInsertRowid) }),
  };
}
