/** The table of messages: appended, never changed, read in the order of writing. */
import type { Insertable, Selectable } from 'kysely';
import type { Clock } from '../kernel/clock.ts';
import { UserError } from '../kernel/errors.ts';
import type { SqlValue } from './connection.ts';
import type { Database, Writing } from './database.ts';
import { isDangling } from './errors.ts';
import type { MessageRole, MessageRow, MessageStore, NewMessage } from './message-row.ts';
import { runRaw } from './raw.ts';
import type { MessageTable } from './schema.ts';

type Columns = Pick<
  Insertable<MessageTable>,
  'session_id' | 'external_id' | 'at' | 'role' | 'kind' | 'text' | 'data' | 'call_id'
>;

const ORDER: readonly (keyof Columns)[] = [
  'session_id',
  'external_id',
  'at',
  'role',
  'kind',
  'text',
  'data',
  'call_id',
];
const INSERT = `INSERT INTO messages (${ORDER.join(', ')}) VALUES (${ORDER.map(() => '?').join(', ')})
  ON CONFLICT (session_id, external_id) DO NOTHING`;
const ACTIVE = 'UPDATE sessions SET last_activity_at = max(last_activity_at, ?) WHERE id = ?';
const LIST = 'SELECT * FROM messages WHERE session_id = ? AND id > ? AND voided IS NULL ORDER BY id LIMIT ?';

const PAGE = 100;
/** Rows in one statement of a transaction that is under way. */
const CHUNK = 200;

export function createMessageStore(database: Database, clock: Clock): MessageStore {
  return {
    append: async (sessionId, messages, writing) => {
      if (messages.length === 0) return { inserted: 0, duplicates: 0 };
      const rows = messages.map((message) => toColumns(sessionId, message));
      // A transcript may come from a clock that is ahead of ours.
      const newest = messages.reduce((latest, { at }) => Math.max(latest, at), 0);
      const active = [Math.min(newest, clock.now().getTime()), sessionId];
      try {
        const inserted = await (writing ? addWithin(writing, rows, active) : add(database, rows, active));
        return { inserted, duplicates: messages.length - inserted };
      } catch (error) {
        throw isDangling(error) ? noSession(sessionId, error) : error;
      }
    },
    list: (sessionId, { after = 0, limit = PAGE } = {}) =>
      database.direct((connection) => {
        // One more than asked for says whether there is more.
        const rows = connection
          .prepare(LIST)
          .all([sessionId, after, limit + 1]) as Selectable<MessageTable>[];
        const messages = rows.slice(0, limit).map(fromColumns);
        return { messages, next: rows.length > limit ? (messages.at(-1)?.id ?? null) : null };
      }),
  };
}

async function add(
  database: Database,
  rows: readonly Columns[],
  active: readonly SqlValue[],
): Promise<number> {
  const [inserted = 0] = await database.batch([
    { sql: INSERT, rows: rows.map((row) => ORDER.map((name) => row[name] ?? null)) },
    { sql: ACTIVE, rows: [active] },
  ]);
  return inserted;
}

async function addWithin(
  writing: Writing,
  rows: readonly Columns[],
  active: readonly SqlValue[],
): Promise<number> {
  let inserted = 0n;
  for (let start = 0; start < rows.length; start += CHUNK) {
    const insert = writing.insertInto('messages').values(rows.slice(start, start + CHUNK));
    const { numInsertedOrUpdatedRows = 0n } = await insert
      .onConflict((conflict) => conflict.columns(['session_id', 'external_id']).doNothing())
      .executeTakeFirst();
    inserted += numInsertedOrUpdatedRows;
  }
  await runRaw(writing, ACTIVE, active);
  return Number(inserted);
}

function noSession(id: string, cause: unknown): UserError {
  return new UserError(`There is no session ${JSON.stringify(id)}`, { code: 'unknown-session', cause });
}

function toColumns(session: string, message: NewMessage): Columns {
  return {
    session_id: session,
    external_id: message.externalId,
    at: message.at,
    role: message.role,
    kind: message.kind,
    text: message.text ?? '',
    data: JSON.stringify(message.data ?? {}),
    call_id: message.callId ?? null,
  };
}

function fromColumns(row: Selectable<MessageTable>): MessageRow {
  return {
    id: row.id,
    session: row.session_id,
    externalId: row.external_id,
    at: row.at,
    role: row.role as MessageRole,
    kind: row.kind,
    text: row.text,
    data: JSON.parse(row.data) as MessageRow['data'],
    callId: row.call_id,
    turnId: row.turn_id,
    tool: row.tool,
    server: row.server,
    status: row.status,
    output: row.output,
    ingested: row.file_id !== null,
  };
}
