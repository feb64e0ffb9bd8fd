/** The store: the one place where nerve keeps rows, and the only one that knows SQL. */
import type { Clock } from '../kernel/clock.ts';
import type { Changes } from './changes.ts';
import { createDatabase, createSplitDatabase, type Database, type Writing } from './database.ts';
import { createEventStore, type EventStore } from './events.ts';
import { createIdempotencyStore, type IdempotencyStore } from './idempotency.ts';
import { createIngestStore } from './ingest.ts';
import type { IngestStore } from './ingest-rows.ts';
import { createLeaseStore, type LeaseStore } from './leases.ts';
import type { MessageStore } from './message-row.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { openForReading, openForWriting, settle } from './open.ts';
import type { SessionStore } from './session-row.ts';
import { createSessionStore } from './sessions.ts';
import { type StoreStats, statsOf } from './stats.ts';
import type { TokenStore } from './token-row.ts';
import { createTokenStore } from './tokens.ts';
import { createMessageStore } from './transcripts.ts';

export interface StoreOptions {
  /** Absolute path; its folder exists and is private (0700). */
  readonly file: string;
  /** Stamps what happens to rows. */
  readonly clock: Clock;
  /**
   * For commands that only read: no file is made and nothing upgraded. Without a database the store is empty,
   * and stays so when another process makes one.
   */
  readonly readOnly?: boolean;
  /**
   * Who waits for the write lock: this thread (for commands), or a worker, so that the event loop never does
   * (for the hub).
   */
  readonly writer?: 'here' | 'worker';
}

export interface Store {
  readonly readOnly: boolean;
  readonly tokens: TokenStore;
  readonly sessions: SessionStore;
  readonly messages: MessageStore;
  readonly events: EventStore;
  readonly idempotency: IdempotencyStore;
  readonly leases: LeaseStore;
  readonly ingest: IngestStore;
  /**
   * Runs work whose parts commit together: it passes what it is given on to the stores' functions. What it reads, it
   * reads that way, too: other reads wait for its end where reader and writer are one connection.
   * @throws as `Database.write`.
   */
  transaction<T>(work: (writing: Writing) => Promise<T>): Promise<T>;
  /** How often the rows of a topic were changed, by any process; compare it for equality only. */
  readonly revision: Changes['revision'];
  /** See `Changes`. */
  readonly onChange: Changes['onChange'];
  stats(): Promise<StoreStats>;
  readonly writerState: Database['writerState'];
  /** Ends all work with the file; more than once is fine. */
  close(): Promise<void>;
}

/**
 * Opens the database, makes it (0600) or brings it to the newest schema.
 * @throws RefusedError `database-too-new`, `database-corrupt`, `not-our-database`, `open-permissions`, `not-a-file`;
 * UnavailableError `database-busy`, `database-unavailable`, `no-home-folder`, `backup-failed`, and for reading `database-too-old`.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { clock } = options;
  const database = await openDatabase(options);
  return {
    readOnly: database.readOnly,
    tokens: createTokenStore(database, clock),
    sessions: createSessionStore(database, clock),
    messages: createMessageStore(database, clock),
    events: createEventStore(database),
    idempotency: createIdempotencyStore(database, clock),
    leases: createLeaseStore(database, clock),
    ingest: createIngestStore(database, clock),
    transaction: database.write,
    revision: database.revision,
    onChange: database.onChange,
    stats: () => database.direct(statsOf),
    writerState: database.writerState,
    close: database.close,
  };
}

async function openDatabase({ file, readOnly = false, writer = 'here' }: StoreOptions): Promise<Database> {
  if (readOnly) return createDatabase(await openForReading(file, MIGRATIONS), true);
  const connection = await openForWriting(file, MIGRATIONS);
  if (writer === 'here') return createDatabase(connection, false);
  return settle(connection, async () => {
    const { createRemoteWriter } = await import('./remote-writer.ts');
    return createSplitDatabase(connection, await createRemoteWriter(file));
  });
}
