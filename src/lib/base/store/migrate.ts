/** Brings a database to the schema of this binary: forward only, under the write lock, after a backup. */
import { RefusedError, UnavailableError } from '../kernel/errors.ts';
import type { Connection } from './connection.ts';
import { copyDatabase } from './copy.ts';
import { APPLICATION_ID } from './settings.ts';

export interface Migration {
  /** 1, 2, 3 …; the schema version that it leads to. */
  readonly version: number;
  up(connection: Connection): void;
}

const HEADER = `SELECT user_version AS version, application_id AS owner, schema_version AS changes
  FROM pragma_user_version, pragma_application_id, pragma_schema_version`;

/**
 * The schema version of a database; 0 for an empty one.
 * @throws RefusedError for a database of another program or one made by a newer nerve.
 */
export function schemaVersion(connection: Connection, newest: number): number {
  // One statement, so that all three come from the same moment.
  const facts = connection.prepare(HEADER).get([]) as { version: number; owner: number; changes: number };
  const { version, owner } = facts;
  const isEmpty = version === 0 && owner === 0 && facts.changes === 0;
  if (owner !== APPLICATION_ID && !isEmpty) {
    throw new RefusedError(`${connection.file} is a database of another program`, {
      code: 'not-our-database',
      hint: `move ${connection.file} away, then run: nerve init`,
    });
  }
  if (version > newest) {
    throw new RefusedError(
      `${connection.file} was made by a newer nerve (schema ${version}; this one knows ${newest})`,
      { code: 'database-too-new', hint: 'update nerve', data: { version, newest } },
    );
  }
  return version;
}

/**
 * Runs the migrations that are missing, all of them in one transaction, so that a kill leaves the schema as it was.
 * A database that had a version is first copied to `FILE.vVERSION.bak`.
 * @throws RefusedError as `schemaVersion` does.
 */
export async function migrate(connection: Connection, migrations: readonly Migration[]): Promise<void> {
  const newest = migrations.length;
  if (schemaVersion(connection, newest) === newest) return;
  connection.pragma('foreign_keys = OFF');
  connection.exec('BEGIN IMMEDIATE');
  try {
    const version = schemaVersion(connection, newest);
    if (version > 0 && version < newest) await backUp(connection.file, version);
    for (const migration of migrations.slice(version)) migration.up(connection);
    if (connection.pragma('foreign_key_check') !== undefined) {
      throw new RefusedError(`Rows of ${connection.file} point to rows that do not exist`, {
        code: 'database-inconsistent',
        hint: 'put a backup of the database in its place',
      });
    }
    connection.pragma(`application_id = ${APPLICATION_ID}`);
    connection.pragma(`user_version = ${newest}`);
    connection.exec('COMMIT');
  } catch (error) {
    if (connection.inTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}

/** The caller holds the write lock, so nothing moves meanwhile. */
async function backUp(file: string, version: number): Promise<void> {
  const target = `${file}.v${version}.bak`;
  try {
    await copyDatabase(file, target);
  } catch (error) {
    throw new UnavailableError(
      `The database ${file} could not be backed up to ${target} before its upgrade`,
      {
        code: 'backup-failed',
        hint: 'check the free space and the permissions of the folder',
        cause: error,
      },
    );
  }
}
