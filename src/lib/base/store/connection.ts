/** The thin interface between the store and whatever runs its SQL; better-sqlite3 is the one behind it today. */
import { setTimeout as pause } from 'node:timers/promises';
import { createRecent } from '../kernel/recent.ts';
import { busyStore, closedStore, storeError } from './errors.ts';

export type SqlValue = string | number | bigint | Uint8Array | null;

export interface Statement {
  /** Whether it returns rows. */
  readonly reader: boolean;
  run(parameters: readonly SqlValue[]): {
    readonly changes: number;
    readonly lastInsertRowid: number | bigint;
  };
  get(parameters: readonly SqlValue[]): unknown;
  all(parameters: readonly SqlValue[]): unknown[];
  iterate(parameters: readonly SqlValue[]): IterableIterator<unknown>;
}

/** One open database. Every call is synchronous and throws the store's own errors. */
export interface Connection {
  readonly file: string;
  readonly inTransaction: boolean;
  /** The statement for this text, prepared once per connection. */
  prepare(sql: string): Statement;
  /** Runs one or more statements that return nothing. */
  exec(sql: string): void;
  /** The first column of the first row of a pragma. */
  pragma(text: string): unknown;
  /**
   * Puts the whole content of this database into another file's place, in one transaction there.
   * @throws UnavailableError (`database-busy`) when that one stays locked.
   */
  copyInto(target: string): Promise<void>;
  close(): void;
}

export interface ConnectionOptions {
  /** Milliseconds to wait for another process's lock. */
  readonly busyTimeout: number;
  /** Never create the file. */
  readonly mustExist?: boolean;
}

/** Prepared statements kept per connection. */
const MAX_STATEMENTS = 200;
const ALL_PAGES = 0x7fffffff;
/** Milliseconds that a copy waits for the target's lock. */
const COPY_PATIENCE = 5000;
const COPY_PAUSE = 20;

/** `?1` may stand in a statement more than once. */
const NUMBERED = /\?\d/;

/** The driver takes numbered parameters by name. */
function byNumber(parameters: readonly SqlValue[]): Record<string, SqlValue> {
  return Object.fromEntries(parameters.map((value, index) => [String(index + 1), value]));
}

/**
 * Opens a database file, or `:memory:`, with better-sqlite3 (loaded on the first call).
 * @throws UnavailableError or RefusedError (`database-…`), see `storeError`.
 */
export async function openConnection(file: string, options: ConnectionOptions): Promise<Connection> {
  const { default: Database } = await import('better-sqlite3');
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw storeError(error, file);
    }
  };
  const database = guarded(
    () => new Database(file, { timeout: options.busyTimeout, fileMustExist: options.mustExist ?? false }),
  );
  const statements = createRecent<string, Statement>(MAX_STATEMENTS);

  const compile = (sql: string): Statement => {
    const statement = guarded(() => database.prepare<unknown[], unknown>(sql));
    const bound = NUMBERED.test(sql) ? byNumber : (parameters: readonly SqlValue[]) => parameters;
    return {
      reader: statement.reader,
      run: (parameters) => guarded(() => statement.run(bound(parameters))),
      get: (parameters) => guarded(() => statement.get(bound(parameters))),
      all: (parameters) => guarded(() => statement.all(bound(parameters))),
      iterate: (parameters) => guarded(() => statement.iterate(bound(parameters))),
    };
  };
  let isClosed = false;
  const open = (): typeof database => {
    if (isClosed) throw closedStore(file);
    return database;
  };

  return {
    file,
    get inTransaction() {
      return database.inTransaction;
    },
    prepare: (sql) => {
      open();
      const known = statements.get(sql);
      if (known) return known;
      const statement = compile(sql);
      statements.set(sql, statement);
      return statement;
    },
    exec: (sql) => {
      guarded(() => open().exec(sql));
    },
    pragma: (text) => guarded(() => open().pragma(text, { simple: true })),
    copyInto: async (target) => {
      const until = performance.now() + COPY_PATIENCE;
      const progress = (): number => {
        if (performance.now() >= until) throw busyStore(target);
        return ALL_PAGES;
      };
      try {
        // A locked target looks like a copy of nothing.
        while ((await open().backup(target, { progress })).totalPages === 0) {
          progress();
          await pause(COPY_PAUSE);
        }
      } catch (error) {
        throw storeError(error, target);
      }
    },
    close: () => {
      statements.clear();
      isClosed = true;
      guarded(() => database.close());
    },
  };
}
