/** The tables of ingest. */
import type { Clock } from '../kernel/clock.ts';
import { BugError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Database } from './database.ts';
import type { AgentSummary, FileProblem, IngestFile, IngestStore, KnownFile, Stray } from './ingest-rows.ts';
import { FILE_BY_ID, FILES, NAME } from './ingest-sql.ts';
import { noteStatements, statementsOf } from './ingest-statements.ts';

/** Whoever reads a provisional session of Claude Code knows its token only; the transcript knows the call. */
const STRAYS = `SELECT e.session_id AS "from", m.session_id AS "to", min(e.at) AS at,
    json_group_array(DISTINCT e.call_id) AS calls
  FROM events e JOIN messages m ON m.call_id = e.call_id AND m.voided IS NULL AND m.kind = 'tool_call'
  WHERE e.session_id >= 'external:claude-code:' AND e.session_id < 'external:claude-code;'
    AND m.session_id >= 'claude:' AND m.session_id < 'claude;'
  GROUP BY 1, 2`;

const SUMMARY = `SELECT f.agent, count(*) AS files,
    count(DISTINCT f.session_id) AS sessions,
    coalesce(sum((SELECT count(*) FROM messages m WHERE m.file_id = f.id AND m.voided IS NULL)), 0) AS messages,
    coalesce(sum((SELECT count(*) FROM messages m WHERE m.file_id = f.id AND m.voided IS NOT NULL)), 0) AS voided,
    coalesce(sum((SELECT count(*) FROM ingest_quarantine q WHERE q.file_id = f.id)), 0) AS quarantined,
    count(f.error) AS errors, sum(f.offset) AS bytes, max(f.updated_at) AS lastRead,
    max((SELECT s.last_activity_at FROM sessions s WHERE s.id = f.session_id)) AS newest
  FROM ingest_files f GROUP BY f.agent ORDER BY f.agent`;

const PROBLEMS = 'SELECT agent, path, error FROM ingest_files WHERE error IS NOT NULL ORDER BY path LIMIT ?';

const RESET = `UPDATE ingest_files SET size = -1, offset = 0, lines = 0, head_size = 0, head_hash = '', tail_size = 0,
    tail_hash = '', cwd = NULL, reader = '', error = NULL, state = '{}'`;

export function createIngestStore(database: Database, clock: Clock): IngestStore {
  const now = (): number => clock.now().getTime();
  const all = <T>(sql: string, parameters: readonly (string | number)[] = []): Promise<T[]> =>
    database.direct((connection) => connection.prepare(sql).all(parameters) as T[]);
  const count = (changes: readonly number[]): number => changes.reduce((sum, each) => sum + each, 0);
  return {
    files: () => all<KnownFile>(FILES),
    file: async (id) => {
      const [row] = await all<FileColumns>(FILE_BY_ID, [id]);
      if (!row) throw new BugError(`There is no file ${id}`, { code: 'no-such-row' });
      return { file: fromColumns(row), state: JSON.parse(row.state) as JsonObject };
    },
    write: async (batch) => void (await database.batch(statementsOf(batch, now()))),
    note: async (files, moved = []) => {
      if (files.length > 0) await database.batch(noteStatements(files, moved, now()));
    },
    name: async (titles) =>
      titles.size === 0
        ? 0
        : count(
            await database.batch([
              { sql: NAME, rows: [...titles].map(([session, title]) => [title, session]) },
            ]),
          ),
    strays: async () =>
      (await all<Omit<Stray, 'callIds'> & { calls: string }>(STRAYS)).map(({ calls, ...stray }) => ({
        ...stray,
        callIds: JSON.parse(calls) as string[],
      })),
    summary: () => all<AgentSummary>(SUMMARY),
    problems: (limit) => all<FileProblem>(PROBLEMS, [limit]),
    reset: async (agent) =>
      count(
        await database.batch([
          agent === undefined
            ? { sql: RESET, rows: [[]] }
            : { sql: `${RESET} WHERE agent = ?`, rows: [[agent]] },
        ]),
      ),
  };
}

interface FileColumns {
  readonly id: number;
  readonly agent: string;
  readonly key: string;
  readonly path: string;
  readonly identity: string;
  readonly size: number;
  readonly mtime: number;
  readonly compressed: number;
  readonly archived: number;
  readonly generation: number;
  readonly staging: number;
  readonly offset: number;
  readonly lines: number;
  readonly head_size: number;
  readonly head_hash: string;
  readonly tail_size: number;
  readonly tail_hash: string;
  readonly cwd: string | null;
  readonly scope: string | null;
  readonly session_id: string | null;
  readonly branch: string;
  readonly cut_from: number | null;
  readonly forked_from: string | null;
  readonly reader: string;
  readonly error: string | null;
  readonly updated_at: number;
  readonly state: string;
}

function fromColumns(row: FileColumns): IngestFile {
  return {
    id: row.id,
    agent: row.agent,
    key: row.key,
    path: row.path,
    identity: row.identity,
    size: row.size,
    mtime: row.mtime,
    compressed: row.compressed === 1,
    archived: row.archived === 1,
    generation: row.generation,
    staging: row.staging === 1,
    offset: row.offset,
    lines: row.lines,
    headSize: row.head_size,
    headHash: row.head_hash,
    tailSize: row.tail_size,
    tailHash: row.tail_hash,
    cwd: row.cwd,
    scope: row.scope,
    session: row.session_id,
    branch: row.branch,
    cutFrom: row.cut_from,
    forkedFrom: row.forked_from,
    reader: row.reader,
    error: row.error,
  };
}
