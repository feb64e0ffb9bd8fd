/** The audit: every attempt is one row, appended in batches and read newest first. */
import type { Selectable } from 'kysely';
import type { Connection, SqlValue } from './connection.ts';
import type { Database, Writing } from './database.ts';
import { fromEventColumns, INSERT_EVENT, toEventColumns, toEventValues } from './event-columns.ts';
import type { EventCursor, EventFilter, EventPage, EventRow, NewEvent } from './event-row.ts';
import type { EventTable } from './schema.ts';

export interface EventStore {
  /** Appends rows in one transaction, or in the one that is under way: the row of a write commits with the write. */
  append(events: readonly NewEvent[], writing?: Writing): Promise<void>;
  /** Newest first. Looks at a few thousand rows at most, so that a rare match does not hold the thread. */
  list(
    filter?: EventFilter,
    page?: { readonly limit?: number; readonly after?: EventCursor | undefined },
  ): Promise<EventPage>;
  /** Rows written after the one with this id, in the order of writing, and the last id that was looked at. */
  follow(
    id: number,
    filter?: EventFilter,
    limit?: number,
  ): Promise<{ readonly events: readonly EventRow[]; readonly last: number }>;
  /** The id to follow from for rows to come. */
  lastId(): Promise<number>;
  /** Deletes up to `limit` of the rows before this moment, oldest first; how many. */
  deleteBefore(at: number, limit: number): Promise<number>;
  countBefore(at: number): Promise<number>;
}

type Row = Selectable<EventTable>;

const PAGE = 100;
/** Rows that one call looks at. */
const SCAN = 2000;

export function createEventStore(database: Database): EventStore {
  return {
    append: async (events, writing) => {
      if (events.length === 0) return;
      if (writing) await writing.insertInto('events').values(events.map(toEventColumns)).execute();
      else await database.batch([{ sql: INSERT_EVENT, rows: events.map(toEventValues) }]);
    },
    list: (filter = {}, { limit = PAGE, after } = {}) =>
      database.direct((connection) => {
        const { sql, parameters } = newestFirst(filter, after);
        const { rows, last, more } = scan(connection, sql, parameters, filter, limit);
        return { events: rows, next: more && last ? { at: last.at, id: last.id } : null };
      }),
    follow: (id, filter = {}, limit = PAGE) =>
      database.direct((connection) => {
        const sql = 'SELECT * FROM events WHERE id > ? ORDER BY id';
        const { rows, last } = scan(connection, sql, [id], filter, limit);
        return { events: rows, last: last?.id ?? id };
      }),
    lastId: () =>
      one(database, "SELECT coalesce(max(seq), 0) AS n FROM sqlite_sequence WHERE name = 'events'"),
    deleteBefore: async (at, limit) => {
      const sql = 'DELETE FROM events WHERE id IN (SELECT id FROM events WHERE at < ? ORDER BY at LIMIT ?)';
      const [deleted = 0] = await database.batch([{ sql, rows: [[at, limit]] }]);
      return deleted;
    },
    countBefore: (at) => one(database, 'SELECT count(*) AS n FROM events WHERE at < ?', [at]),
  };
}

/** The query without what no index helps with; each of its forms walks one index in order. */
export function newestFirst(
  { session, failed, outcome, since, until }: EventFilter,
  after: EventCursor | undefined,
): { readonly sql: string; readonly parameters: SqlValue[] } {
  const terms: readonly (readonly [string, ...SqlValue[]] | undefined)[] = [
    session === undefined ? undefined : ['session_id = ?', session],
    failed || (outcome && outcome !== 'ok') ? ["outcome <> 'ok'"] : undefined,
    since === undefined ? undefined : ['at >= ?', since],
    until === undefined ? undefined : ['at < ?', until],
    after && ['(at, id) < (?, ?)', after.at, after.id],
  ];
  const given = terms.filter((term) => term !== undefined);
  const where = given.length === 0 ? '' : `WHERE ${given.map(([term]) => term).join(' AND ')}`;
  return {
    sql: `SELECT * FROM events ${where} ORDER BY at DESC, id DESC`,
    parameters: given.flatMap(([, ...values]) => values),
  };
}

function scan(
  connection: Connection,
  sql: string,
  parameters: readonly SqlValue[],
  filter: EventFilter,
  limit: number,
): { readonly rows: EventRow[]; readonly last: Row | undefined; readonly more: boolean } {
  const rows: EventRow[] = [];
  let last: Row | undefined;
  let seen = 0;
  for (const row of connection.prepare(sql).iterate(parameters) as IterableIterator<Row>) {
    if (rows.length === limit || seen === SCAN) return { rows, last, more: true };
    last = row;
    seen += 1;
    if (matches(row, filter)) rows.push(fromEventColumns(row));
  }
  return { rows, last, more: false };
}

function matches(row: Row, filter: EventFilter): boolean {
  const { session, principal, tool, client, outcome, failed, since, until } = filter;
  return (
    (session === undefined || row.session_id === session) &&
    (principal === undefined || row.principal === principal) &&
    (tool === undefined || row.tool === tool) &&
    (client === undefined || row.client === client) &&
    (outcome === undefined || row.outcome === outcome) &&
    (!failed || row.outcome !== 'ok') &&
    (since === undefined || row.at >= since) &&
    (until === undefined || row.at < until)
  );
}

async function one(database: Database, sql: string, parameters: readonly SqlValue[] = []): Promise<number> {
  return database.direct((connection) => (connection.prepare(sql).get(parameters) as { n: number }).n);
}
