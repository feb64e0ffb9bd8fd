/** What the parts of the store work with: reads, writes in one transaction, and news of changes. */
import type { Kysely, Transaction } from 'kysely';
import type { Awaitable } from '../kernel/awaitable.ts';
import { BugError } from '../kernel/errors.ts';
import { type Changes, createChanges } from './changes.ts';
import type { Connection } from './connection.ts';
import { closedStore } from './errors.ts';
import { createGate, type Gate } from './gate.ts';
import type { Schema } from './schema.ts';
import type { BatchStatement } from './steps.ts';
import { createLocalWriter, type Writer } from './writer.ts';

/** A transaction that is under way. Only the store knows what is in it; others pass it on. */
export type Writing = Transaction<Schema>;

export interface Database {
  readonly readOnly: boolean;
  /** Hand-written statements that read, for paths where every microsecond counts. */
  direct<T>(work: (connection: Connection) => T): Promise<T>;
  /** Built queries that change nothing. */
  read<T>(work: (queries: Kysely<Schema>) => Promise<T>): Promise<T>;
  /**
   * Built queries in one transaction; they all happen or none does.
   * @throws UnavailableError (`database-busy`) when another process keeps the lock; BugError (`transaction-too-long`)
   * when the work does not come to an end, which would lock everybody else out.
   */
  write<T>(work: (queries: Writing) => Promise<T>): Promise<T>;
  /** Hand-written statements with many rows, in one transaction; how many rows each statement changed. */
  batch(statements: readonly BatchStatement[]): Promise<readonly number[]>;
  readonly writerState: Writer['state'];
  readonly revision: Changes['revision'];
  readonly onChange: Changes['onChange'];
  close(): Promise<void>;
}

/** Milliseconds for the work inside one transaction. */
const MAX_TRANSACTION = 30_000;

/** Wraps an open, migrated connection and takes it over: `close` closes it. */
export function createDatabase(connection: Connection, readOnly: boolean): Database {
  const gate = createGate();
  return assemble({
    reader: connection,
    readGate: gate,
    writer: createLocalWriter(connection),
    gate,
    readOnly,
  });
}

/** A database with a connection of its own for reading, which never waits for a writer; `close` closes both. */
export function createSplitDatabase(reader: Connection, writer: Writer): Database {
  reader.pragma('query_only = ON');
  return assemble({ reader, readGate: undefined, writer, gate: createGate(), readOnly: false });
}

interface Parts {
  readonly reader: Connection;
  /** Where reader and writer are one connection, reads must not come between the steps of a transaction. */
  readonly readGate: Gate | undefined;
  readonly writer: Writer;
  readonly gate: Gate;
  readonly readOnly: boolean;
}

function assemble({ reader, readGate, writer, gate, readOnly }: Parts): Database {
  let reading: Promise<Kysely<Schema>> | undefined;
  let writing: Promise<Kysely<Schema>> | undefined;
  let closing: Promise<void> | undefined;

  const inTurn = async <T>(at: Gate, work: () => T): Promise<T> => {
    const leave = await at.enter();
    try {
      return work();
    } finally {
      leave();
    }
  };
  const look = <T>(work: (connection: Connection) => T): Awaitable<T> =>
    readGate ? inTurn(readGate, () => work(reader)) : work(reader);
  const direct = async <T>(work: (connection: Connection) => T): Promise<T> => look(work);
  const underWay = new Set<Promise<unknown>>();
  /** Work that `close` waits for. */
  const tracked = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closing) throw closedStore(reader.file);
    const done = work();
    underWay.add(done);
    try {
      return await done;
    } finally {
      underWay.delete(done);
    }
  };
  const changes = createChanges(look);
  const changing = async <T>(work: () => Promise<T>): Promise<T> => {
    if (readOnly)
      throw new BugError('A store that was opened for reading was written to', { code: 'store-read-only' });
    try {
      return await tracked(work);
    } finally {
      changes.noteWrite();
    }
  };
  const end = async (): Promise<void> => {
    changes.close();
    await Promise.allSettled(underWay);
    if (!readGate) reader.close();
    await writer.close();
  };

  return {
    readOnly,
    direct,
    read: (work) =>
      tracked(async () => {
        reading ??= import('./dialect.ts').then((dialect) => dialect.createReadQueries(reader, readGate));
        return work(await reading);
      }),
    write: (work) =>
      changing(async () => {
        writing ??= import('./dialect.ts').then((dialect) => dialect.createWriteQueries(writer, gate));
        return (await writing).transaction().execute((queries) => inTime(work(queries)));
      }),
    batch: (statements) =>
      changing(async () => {
        const until = writer.deadline();
        // The next one need not wait for the answer: the writer keeps the order.
        const { done } = await inTurn(gate, () => ({ done: writer.batch(statements, until) }));
        return done;
      }),
    writerState: () => writer.state(),
    revision: changes.revision,
    onChange: changes.onChange,
    close: () => {
      closing ??= end();
      return closing;
    },
  };
}

/** The result of the work, unless it takes so long that something must be wrong with it. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new BugError(`A transaction was not over after ${MAX_TRANSACTION / 1000} s and was undone`, {
          code: 'transaction-too-long',
        }),
      );
    }, MAX_TRANSACTION);
  });
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
