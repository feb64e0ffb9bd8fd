/**
 * Schema 2: what the hub keeps. Sessions and the audit of their calls, results by idempotency key, leases of
 * background work, and a count of changes for each topic that somebody may wait for.
 *
 * Events do not refer to sessions by a foreign key: an attempt is noted whatever became of its session.
 */
import type { Migration } from '../migrate.ts';

export const hub: Migration = {
  version: 2,
  up: (connection) =>
    connection.exec(`
      CREATE TABLE sessions (
        id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
        instance_id TEXT NOT NULL DEFAULT 'main',
        source TEXT NOT NULL CHECK (source <> ''),
        client_name TEXT,
        client_version TEXT,
        principal TEXT,
        token_jti TEXT,
        title TEXT NOT NULL DEFAULT '',
        cwd TEXT,
        status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'archived')),
        parent_id TEXT CHECK (parent_id <> id),
        created_at INTEGER NOT NULL,
        last_activity_at INTEGER NOT NULL,
        archived_at INTEGER,
        message_count INTEGER NOT NULL DEFAULT 0 CHECK (message_count >= 0),
        metadata TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(metadata) AND json_type(metadata) = 'object'),
        CHECK ((status = 'archived') = (archived_at IS NOT NULL))
      ) STRICT;
      CREATE INDEX sessions_activity ON sessions (instance_id, last_activity_at, id);
      CREATE INDEX sessions_status ON sessions (instance_id, status, last_activity_at, id);
      CREATE INDEX sessions_parent ON sessions (parent_id) WHERE parent_id IS NOT NULL;

      -- AUTOINCREMENT: an id is never given again, so that whoever follows by id misses nothing.
      CREATE TABLE events (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        instance_id TEXT NOT NULL DEFAULT 'main',
        at INTEGER NOT NULL,
        session_id TEXT,
        principal TEXT,
        token_jti TEXT,
        client TEXT,
        call_id TEXT,
        tool TEXT,
        outcome TEXT NOT NULL
          CHECK (outcome IN ('ok', 'error', 'invalid', 'denied', 'refused', 'cancelled', 'timeout')),
        code TEXT,
        duration_us INTEGER CHECK (duration_us >= 0),
        args_hash TEXT,
        args_preview TEXT,
        result_preview TEXT
      ) STRICT;
      CREATE INDEX events_at ON events (at);
      CREATE INDEX events_session ON events (session_id, at) WHERE session_id IS NOT NULL;
      CREATE INDEX events_failed ON events (at) WHERE outcome <> 'ok';

      CREATE TABLE idempotency (
        instance_id TEXT NOT NULL DEFAULT 'main',
        principal TEXT NOT NULL,
        tool TEXT NOT NULL,
        key TEXT NOT NULL CHECK (key <> ''),
        args_hash TEXT NOT NULL,
        result TEXT NOT NULL CHECK (json_valid(result)),
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        PRIMARY KEY (instance_id, principal, tool, key)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX idempotency_expiry ON idempotency (expires_at);

      CREATE TABLE leases (
        instance_id TEXT NOT NULL DEFAULT 'main',
        name TEXT NOT NULL CHECK (name <> ''),
        owner TEXT NOT NULL CHECK (owner <> ''),
        until INTEGER NOT NULL,
        acquired_at INTEGER NOT NULL,
        data TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(data) AND json_type(data) = 'object'),
        PRIMARY KEY (instance_id, name)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE revisions (
        topic TEXT NOT NULL PRIMARY KEY,
        value INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      INSERT INTO revisions VALUES ('tokens', 0), ('sessions', 0);
      ${triggers('tokens', [
        'jti',
        'name',
        'kind',
        'subject',
        'scopes',
        'key_id',
        'hash',
        'expires_at',
        'activated_at',
        'revoked_at',
      ])}
      ${triggers('sessions', ['title', 'status', 'parent_id', 'cwd', 'metadata'])}
    `),
};

/** Counts what happens to the rows of a table, whoever does it; of updates only those that alter one of these columns. */
function triggers(table: string, columns: readonly string[]): string {
  const count = `BEGIN UPDATE revisions SET value = value + 1 WHERE topic = '${table}'; END;`;
  const altered = columns.map((column) => `OLD.${column} IS NOT NEW.${column}`).join(' OR ');
  return `
    CREATE TRIGGER ${table}_inserted AFTER INSERT ON ${table} ${count}
    CREATE TRIGGER ${table}_deleted AFTER DELETE ON ${table} ${count}
    CREATE TRIGGER ${table}_updated AFTER UPDATE ON ${table} WHEN ${altered} ${count}`;
}
