/** The statements of one step of reading a file, written by hand: this is the path of every line that agents write. */

/** Ids of hidden rows begin with this and the file, so that they do not meet those that count. */
export function stagedPrefix(file: number): string {
  return `\u0001${file}:`;
}

/** Titles that nobody gave in nerve. */
const OWN_TITLES = `'', coalesce(json_extract(metadata, '$.transcript.title'), ''),
  coalesce(json_extract(metadata, '$.transcript.prompt'), '')`;

export const HEAD = `INSERT INTO sessions (id, source, client_name, client_version, title, cwd, parent_id, created_at,
    last_activity_at, metadata)
  VALUES (?1, 'local', ?2, ?3, ?4, ?5, coalesce(?6, (SELECT parent FROM session_links WHERE child = ?1)), ?7, ?7, ?8)
  ON CONFLICT (id) DO UPDATE SET
    client_name = coalesce(client_name, excluded.client_name),
    client_version = coalesce(excluded.client_version, client_version),
    title = CASE WHEN excluded.title <> ''
        AND title IN (${OWN_TITLES}) THEN excluded.title ELSE title END,
    cwd = coalesce(cwd, excluded.cwd),
    parent_id = coalesce(parent_id, excluded.parent_id),
    created_at = min(created_at, excluded.created_at),
    last_activity_at = max(last_activity_at, excluded.last_activity_at),
    metadata = json_patch(metadata, excluded.metadata)`;

export const FALLBACK_TITLE = `UPDATE sessions
  SET title = ?1, metadata = json_set(json_patch('{"transcript":{}}', metadata), '$.transcript.prompt', ?1)
  WHERE id = ?2 AND title <> ?1
    AND (title = '' OR (?3 = 1 AND title = json_extract(metadata, '$.transcript.prompt')))`;

/** A name takes the place of one that came from the transcript, not of one that was given in nerve. */
export const NAME = `UPDATE sessions
  SET title = ?1, metadata = json_set(json_patch('{"transcript":{}}', metadata), '$.transcript.title', ?1)
  WHERE id = ?2 AND title <> ?1 AND title IN (${OWN_TITLES})`;

export const ACTIVE =
  'UPDATE sessions SET last_activity_at = max(last_activity_at, ?1) WHERE id = ?2 AND last_activity_at < ?1';

export const LINK =
  'INSERT INTO session_links (child, parent) VALUES (?1, ?2) ON CONFLICT (child) DO NOTHING';
export const ADOPT = 'UPDATE sessions SET parent_id = ?2 WHERE id = ?1 AND parent_id IS NULL';

export const ARCHIVE =
  "UPDATE sessions SET status = 'archived', archived_at = ?1 WHERE id = ?2 AND status = 'active'";
export const REOPEN =
  "UPDATE sessions SET status = 'active', archived_at = NULL WHERE id = ?2 AND status = 'archived'";

/** The columns that hold what a message says. */
export const CONTENT: readonly string[] = [
  'at',
  'role',
  'kind',
  'text',
  'data',
  'call_id',
  'turn_id',
  'tool',
  'server',
  'status',
  'output',
];
const WHERE_FROM = ['file_id', 'generation', 'ordinal', 'voided'];
const COLUMNS = ['session_id', 'external_id', ...CONTENT, ...WHERE_FROM];
const COMPARED = [...CONTENT, 'voided', 'ordinal'];

/** What is there already and the same is left alone. */
export const MESSAGE = `INSERT INTO messages (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})
  ON CONFLICT (session_id, external_id) DO UPDATE SET
    ${[...CONTENT, ...WHERE_FROM].map((name) => `${name} = excluded.${name}`).join(', ')}
  WHERE (${COMPARED.map((name) => `messages.${name}`).join(', ')})
    IS NOT (${COMPARED.map((name) => `excluded.${name}`).join(', ')})`;

/** What a file said before, and says again at its end: a new row, so that it stands behind the others. */
export const RETURNED =
  "DELETE FROM messages WHERE session_id = ? AND external_id = ? AND voided = 'rewritten'";

const USAGE_FACTS = ['at', 'turn_id', 'model', 'input', 'cached_input', 'output', 'reasoning'];
const USAGE_COLUMNS = ['session_id', 'external_id', ...USAGE_FACTS, 'file_id', 'generation', 'voided'];

export const USAGE = `INSERT INTO usage (${USAGE_COLUMNS.join(', ')}) VALUES (${USAGE_COLUMNS.map(() => '?').join(', ')})
  ON CONFLICT (session_id, external_id) DO UPDATE SET
    ${[...USAGE_FACTS, 'file_id', 'generation'].map((name) => `${name} = excluded.${name}`).join(', ')},
    voided = iif(excluded.voided = 'staged' AND usage.voided IS NULL, NULL, excluded.voided)`;

export const QUARANTINE = `INSERT INTO ingest_quarantine (file_id, generation, line, offset, length, hash, reason, text, at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;

const COUNTS = "(voided IS NULL OR voided = 'staged')";

export const VOID_RANGE = `UPDATE messages SET voided = 'taken-back'
  WHERE file_id = ? AND generation = ? AND ordinal >= ? AND ordinal < ? AND ${COUNTS}`;
export const VOID_ID = `UPDATE messages SET voided = 'taken-back' WHERE session_id = ? AND external_id = ? AND ${COUNTS}`;

/** A later branch of the session has taken back what this one says from an ordinal on. */
export const CUT_SELF = `UPDATE messages SET voided = 'taken-back'
  WHERE file_id = ?1 AND ${COUNTS} AND ordinal >= (
    SELECT min(cut_from) FROM ingest_files WHERE session_id = ?2 AND branch > ?3 AND cut_from IS NOT NULL)`;
export const CUT_EARLIER = `UPDATE messages SET voided = 'taken-back'
  WHERE file_id IN (SELECT id FROM ingest_files WHERE session_id = ?1 AND branch < ?2)
    AND ordinal >= ?3 AND ${COUNTS}`;

/** Rows of these ids that a fork has copied from its base; `#` names a line of its own file. */
export function hideCopies(table: 'messages' | 'usage'): { fork: string; base: string; all: string } {
  const own = `voided IS NULL AND external_id NOT LIKE '#%'`;
  const original = `EXISTS (SELECT 1 FROM ${table} base
    WHERE base.session_id = ?2 AND base.external_id = ${table}.external_id)`;
  return {
    fork: `UPDATE ${table} SET voided = 'copy' WHERE session_id = ?1 AND ${own} AND ${original}
      AND external_id IN (SELECT value FROM json_each(?3))`,
    base: `UPDATE ${table} SET voided = 'copy' WHERE ${own}
      AND session_id IN (SELECT session_id FROM ingest_files WHERE forked_from = ?1 AND session_id <> ?1)
      AND external_id IN (SELECT value FROM json_each(?2))`,
    all: `UPDATE ${table} SET voided = 'copy' WHERE session_id = ?1 AND ${own} AND ${original}`,
  };
}

const FILE_COLUMNS = [
  'id',
  'agent',
  'key',
  'path',
  'identity',
  'size',
  'mtime',
  'compressed',
  'archived',
  'generation',
  'staging',
  'offset',
  'lines',
  'head_size',
  'head_hash',
  'tail_size',
  'tail_hash',
  'cwd',
  'scope',
  'session_id',
  'branch',
  'cut_from',
  'forked_from',
  'reader',
  'error',
  'updated_at',
];
const upsertFile = (columns: readonly string[]): string =>
  `INSERT INTO ingest_files (${columns.join(', ')}${columns.includes('state') ? '' : ', state'})
    VALUES (${columns.map(() => '?').join(', ')}${columns.includes('state') ? '' : ", '{}'"})
    ON CONFLICT (id) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}`;

export const FILE_AND_STATE = upsertFile([...FILE_COLUMNS, 'state']);
/** The state stays as it is. */
export const FILE = upsertFile(FILE_COLUMNS);
export const FILE_BY_ID = `SELECT ${FILE_COLUMNS.join(', ')}, state FROM ingest_files WHERE id = ?`;
export const FILES = `SELECT id, agent, key, path, identity, size, mtime, archived, cwd, scope, session_id AS session,
  reader, error FROM ingest_files`;
