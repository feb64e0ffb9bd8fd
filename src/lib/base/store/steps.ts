/** How one connection is written to: a transaction step by step, or many rows in one go. Synchronous. */
import { BugError, UnavailableError } from '../kernel/errors.ts';
import type { Connection, SqlValue } from './connection.ts';
import { isBusy } from './errors.ts';
import { walSize } from './file.ts';
import { MAX_WAL_BYTES } from './settings.ts';

export interface StepResult {
  readonly rows: readonly unknown[];
  /** Rows that the statement itself changed; undefined for one that returns rows. */
  readonly changes?: number;
  readonly lastInsertRowid?: number | bigint;
}

/** One statement, run once for each of its rows of parameters. */
export interface BatchStatement {
  readonly sql: string;
  readonly rows: readonly (readonly SqlValue[])[];
}

export interface Steps {
  /**
   * Takes the write lock. Tries at least twice and until the moment `until` (see `monotonic`).
   * @throws UnavailableError (`database-busy`) when another process kept it all the time.
   */
  begin(until: number): void;
  /** @throws BugError (`transaction-over`) outside of a transaction. */
  execute(sql: string, parameters: readonly SqlValue[]): StepResult;
  commit(): void;
  /** Does nothing where SQLite has rolled back by itself. */
  rollback(): void;
  /** All statements in one transaction of their own; how many rows each of them changed. */
  batch(statements: readonly BatchStatement[], until: number): readonly number[];
}

/** Commits between two looks at the size of the WAL. */
const COMMITS_PER_LOOK = 16;

/** Milliseconds of a clock that never jumps and is the same in every thread of the process. */
export function monotonic(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}

/** The steps on this connection, whose own busy timeout is the pause between two tries of `begin`. */
export function createSteps(connection: Connection): Steps {
  let commits = 0;

  const run = (sql: string, parameters: readonly SqlValue[] = []) => connection.prepare(sql).run(parameters);
  const begin = (until: number): void => {
    for (let tries = 1; ; tries++) {
      try {
        // A deferred BEGIN fails at once, whatever the timeout, when it turns into a write behind another writer.
        run('begin immediate');
        return;
      } catch (error) {
        if (!isBusy(error) || (tries >= 2 && monotonic() >= until)) throw error;
      }
    }
  };
  const commit = (): void => {
    run('commit');
    commits += 1;
    if (commits % COMMITS_PER_LOOK === 0) boundWal(connection);
  };
  const rollback = (): void => {
    // SQLite has already rolled back after some errors (disk full, i/o).
    if (connection.inTransaction) run('rollback');
  };

  return {
    begin,
    execute: (sql, parameters) => {
      if (!connection.inTransaction) {
        throw new BugError('A statement came after the end of its transaction', { code: 'transaction-over' });
      }
      const statement = connection.prepare(sql);
      return statement.reader
        ? { rows: statement.all(parameters) }
        : { rows: [], ...statement.run(parameters) };
    },
    commit,
    rollback,
    batch: (statements, until) => {
      begin(until);
      try {
        const changes = statements.map(({ sql, rows }) => {
          const statement = connection.prepare(sql);
          return rows.reduce((sum, row) => sum + statement.run(row).changes, 0);
        });
        commit();
        return changes;
      } catch (error) {
        rollback();
        throw error;
      }
    },
  };
}

/**
 * Steady readers starve the automatic checkpoint, so a large WAL is emptied by hand; with a reader in the way, next time.
 * An error must not be taken for one of the commit before it, and a full disk is told by the next write.
 */
function boundWal(connection: Connection): void {
  try {
    if (walSize(connection.file) >= MAX_WAL_BYTES) connection.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
  }
}
