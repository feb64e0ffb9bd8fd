/** The table of sessions. */
import type { Selectable } from 'kysely';
import type { Clock } from '../kernel/clock.ts';
import type { SqlValue } from './connection.ts';
import type { Database, Writing } from './database.ts';
import { runRaw } from './raw.ts';
import { INSTANCE, type SessionTable } from './schema.ts';
import type {
  SessionCursor,
  SessionFilter,
  SessionPage,
  SessionRow,
  SessionStatus,
  SessionStore,
  SessionTouch,
} from './session-row.ts';

const EXTERNAL = 'external';
const PAGE = 50;
/** Call ids in one statement. */
const CHUNK = 500;

const TOUCH = `INSERT INTO sessions (id, source, client_name, client_version, principal, token_jti, title, cwd,
    parent_id, created_at, last_activity_at, metadata)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET
    client_name = coalesce(client_name, excluded.client_name),
    client_version = coalesce(excluded.client_version, client_version),
    principal = coalesce(principal, excluded.principal),
    token_jti = coalesce(token_jti, excluded.token_jti),
    title = iif(title = '', excluded.title, title),
    cwd = coalesce(cwd, excluded.cwd),
    parent_id = coalesce(parent_id, excluded.parent_id),
    status = 'active',
    archived_at = NULL,
    created_at = min(created_at, excluded.created_at),
    last_activity_at = max(last_activity_at, excluded.last_activity_at),
    metadata = iif(excluded.metadata = '{}', metadata, json_patch(excluded.metadata, metadata))`;

const ARCHIVE = `UPDATE sessions SET status = 'archived', archived_at = ?
  WHERE status = 'active' AND id IN (
    WITH RECURSIVE tree (id) AS (
      SELECT ? UNION SELECT sessions.id FROM sessions JOIN tree ON sessions.parent_id = tree.id
    )
    SELECT id FROM tree)`;

const BY_ID = 'SELECT * FROM sessions WHERE id = ?';
const REOPEN =
  "UPDATE sessions SET status = 'active', archived_at = NULL WHERE id = ? AND status = 'archived'";
const RENAME = 'UPDATE sessions SET title = ? WHERE id = ?';

const ARCHIVE_IDLE = `UPDATE sessions SET status = 'archived', archived_at = ?
  WHERE id IN (
    SELECT id FROM sessions
    WHERE instance_id = '${INSTANCE}' AND status = 'active' AND last_activity_at < ?
    ORDER BY last_activity_at LIMIT ?)`;

const COUNT_IDLE = `SELECT count(*) AS n FROM sessions
  WHERE instance_id = '${INSTANCE}' AND status = 'active' AND last_activity_at < ?`;

export function createSessionStore(database: Database, clock: Clock): SessionStore {
  const now = (): number => clock.now().getTime();
  const change = async (sql: string, parameters: readonly SqlValue[], writing?: Writing): Promise<number> => {
    if (writing) return runRaw(writing, sql, parameters);
    const [changes = 0] = await database.batch([{ sql, rows: [parameters] }]);
    return changes;
  };
  return {
    touch: async (touches, writing) => {
      if (touches.length === 0) return;
      if (writing) for (const touch of touches) await runRaw(writing, TOUCH, toValues(touch));
      else await database.batch([{ sql: TOUCH, rows: touches.map(toValues) }]);
    },
    byId: async (id, writing) => {
      const row = writing
        ? await writing.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst()
        : await database.direct((connection) => connection.prepare(BY_ID).get([id]));
      return row === undefined ? undefined : fromColumns(row as Selectable<SessionTable>);
    },
    list: (filter = {}, { limit = PAGE, after } = {}) => list(database, filter, limit, after),
    archive: (id, writing) => change(ARCHIVE, [now(), id], writing),
    reopen: async (id, writing) => (await change(REOPEN, [id], writing)) > 0,
    rename: async (id, title, writing) => (await change(RENAME, [title, id], writing)) > 0,
    rehome: (from, to, callIds) =>
      from === to.id ? Promise.resolve(0) : database.write((writing) => rehome(writing, from, to, callIds)),
    archiveIdle: (since, limit) => change(ARCHIVE_IDLE, [now(), since, limit]),
    countIdle: (since) =>
      database.direct((connection) => (connection.prepare(COUNT_IDLE).get([since]) as { n: number }).n),
  };
}

async function list(
  database: Database,
  { status, source, client, principal, parentId, search }: SessionFilter,
  limit: number,
  after: SessionCursor | undefined,
): Promise<SessionPage> {
  const rows = await database.read((queries) => {
    let query = queries.selectFrom('sessions').selectAll().where('instance_id', '=', INSTANCE);
    if (status !== undefined) query = query.where('status', '=', status);
    if (source !== undefined) query = query.where('source', '=', source);
    if (client !== undefined) query = query.where('client_name', '=', client);
    if (principal !== undefined) query = query.where('principal', '=', principal);
    if (parentId !== undefined) query = query.where('parent_id', '=', parentId);
    if (search) {
      query = query.where(({ eb, fn, or, ref, val }) => {
        const found = (column: 'title' | 'id') =>
          eb(fn('instr', [fn('lower', [ref(column)]), fn('lower', [val(search)])]), '>', 0);
        return or([found('title'), found('id')]);
      });
    }
    if (after) {
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('last_activity_at', 'id'), '<', tuple(after.lastActivityAt, after.id)),
      );
    }
    // One more than asked for says whether there is more.
    return query
      .orderBy('last_activity_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute();
  });
  const sessions = rows.slice(0, limit).map(fromColumns);
  const last = rows.length > limit ? sessions.at(-1) : undefined;
  return { sessions, next: last ? { lastActivityAt: last.lastActivityAt, id: last.id } : null };
}

async function rehome(
  writing: Writing,
  from: string,
  to: SessionTouch,
  callIds: readonly string[] | undefined,
): Promise<number> {
  await runRaw(writing, TOUCH, toValues(to));
  const chunks = callIds === undefined ? [undefined] : chunksOf(callIds, CHUNK);
  let moved = 0n;
  for (const chunk of chunks) {
    let update = writing.updateTable('events').set({ session_id: to.id }).where('session_id', '=', from);
    if (chunk) update = update.where('call_id', 'in', chunk);
    moved += (await update.executeTakeFirst()).numUpdatedRows;
  }
  const { first } = await writing
    .selectFrom('events')
    .select(({ fn }) => fn.min('at').as('first'))
    .where('session_id', '=', to.id)
    .executeTakeFirstOrThrow();
  await writing
    .updateTable('sessions')
    .set({ created_at: first })
    .where('id', '=', to.id)
    .where('created_at', '>', first)
    .execute();
  if (await isEmpty(writing, from)) {
    await writing.updateTable('sessions').set({ parent_id: to.id }).where('parent_id', '=', from).execute();
    await writing.deleteFrom('sessions').where('id', '=', from).execute();
  }
  return Number(moved);
}

async function isEmpty(writing: Writing, session: string): Promise<boolean> {
  for (const table of ['events', 'messages'] as const) {
    const left = writing.selectFrom(table).select('session_id').where('session_id', '=', session).limit(1);
    if (await left.executeTakeFirst()) return false;
  }
  return true;
}

function chunksOf<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}

function toValues(touch: SessionTouch): SqlValue[] {
  return [
    touch.id,
    touch.source ?? EXTERNAL,
    touch.client ?? null,
    touch.clientVersion ?? null,
    touch.principal ?? null,
    touch.jti ?? null,
    touch.title ?? '',
    touch.cwd ?? null,
    touch.parentId ?? null,
    touch.at,
    touch.at,
    JSON.stringify(touch.metadata ?? {}),
  ];
}

function fromColumns(row: Selectable<SessionTable>): SessionRow {
  return {
    id: row.id,
    source: row.source,
    client: row.client_name,
    clientVersion: row.client_version,
    principal: row.principal,
    jti: row.token_jti,
    title: row.title,
    cwd: row.cwd,
    status: row.status as SessionStatus,
    parentId: row.parent_id,
    createdAt: row.created_at,
    lastActivityAt: row.last_activity_at,
    archivedAt: row.archived_at,
    messageCount: row.message_count,
    metadata: JSON.parse(row.metadata) as SessionRow['metadata'],
  };
}
