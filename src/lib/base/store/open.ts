/** Opens the database file: for writing, made or upgraded first; for reading, without leaving a trace. */
import { UnavailableError } from '../kernel/errors.ts';
import { type Connection, openConnection } from './connection.ts';
import { databaseExists, prepareFile } from './file.ts';
import { type Migration, migrate, schemaVersion } from './migrate.ts';
import { applyConnectionSettings, applyFileSettings, BUSY_TIMEOUT } from './settings.ts';

/** A connection to a database of the newest schema, made when there is none. */
export async function openForWriting(file: string, migrations: readonly Migration[]): Promise<Connection> {
  prepareFile(file);
  const connection = await openConnection(file, { busyTimeout: BUSY_TIMEOUT });
  return settle(connection, async () => {
    schemaVersion(connection, migrations.length);
    applyFileSettings(connection);
    await migrate(connection, migrations);
    applyConnectionSettings(connection);
    return connection;
  });
}

/** A connection that cannot change rows; to an empty database in memory when there is none on disk. */
export async function openForReading(file: string, migrations: readonly Migration[]): Promise<Connection> {
  if (!databaseExists(file)) return openEmpty(migrations);
  // Not SQLite's read-only mode: that one leaves -wal and -shm files behind.
  const connection = await openConnection(file, { busyTimeout: BUSY_TIMEOUT, mustExist: true });
  return settle(connection, async () => {
    connection.pragma('query_only = ON');
    const version = schemaVersion(connection, migrations.length);
    if (version === 0) {
      connection.close();
      return openEmpty(migrations);
    }
    if (version < migrations.length) {
      throw new UnavailableError(`${file} was made by an older nerve and has to be upgraded first`, {
        code: 'database-too-old',
        hint: 'nerve sync',
        data: { version, newest: migrations.length },
      });
    }
    applyConnectionSettings(connection);
    return connection;
  });
}

async function openEmpty(migrations: readonly Migration[]): Promise<Connection> {
  const connection = await openConnection(':memory:', { busyTimeout: BUSY_TIMEOUT });
  return settle(connection, async () => {
    await migrate(connection, migrations);
    connection.pragma('query_only = ON');
    return connection;
  });
}

/** The result of the work; the connection is closed if it fails. */
export async function settle<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    connection.close();
    throw error;
  }
}
