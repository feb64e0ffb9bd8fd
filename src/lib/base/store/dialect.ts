/** Kysely on one connection of ours: statements are prepared once, and every transaction takes the write lock at once. */
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Connection, SqlValue } from './connection.ts';
import type { Gate } from './gate.ts';
import type { Schema } from './schema.ts';

/** A query builder for the store's tables. Destroying it leaves the connection open. */
export function createQueries(connection: Connection, gate: Gate): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: createDialect(connection, gate) });
}

function createDialect(connection: Connection, gate: Gate): Dialect {
  const session = createSession(connection);
  let leave: (() => void) | undefined;
  const run = async (sql: string): Promise<void> => {
    await session.executeQuery(CompiledQuery.raw(sql));
  };
  return {
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (queries) => new SqliteIntrospector(queries),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createDriver: () => ({
      init: async () => undefined,
      acquireConnection: async () => {
        leave = await gate.enter();
        return session;
      },
      // A deferred BEGIN fails at once, whatever the timeout, when it turns into a write behind another writer.
      beginTransaction: () => run('begin immediate'),
      commitTransaction: () => run('commit'),
      // SQLite has already rolled back after some errors (disk full, i/o).
      rollbackTransaction: async () => (connection.inTransaction ? run('rollback') : undefined),
      releaseConnection: async () => leave?.(),
      destroy: async () => undefined,
    }),
  };
}

function createSession(connection: Connection): DatabaseConnection {
  return {
    executeQuery: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => {
      const statement = connection.prepare(sql);
      if (statement.reader) return { rows: statement.all(parameters as SqlValue[]) as R[] };
      const { changes, lastInsertRowid } = statement.run(parameters as SqlValue[]);
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
    },
    streamQuery: async function* <R>({ sql, parameters }: CompiledQuery) {
      for (const row of connection.prepare(sql).iterate(parameters as SqlValue[])) yield { rows: [row as R] };
    },
  };
}
