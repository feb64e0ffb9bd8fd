/**
 * Schema 4: what agents write on disk. Messages know the file they come from and whether they still count, their output
 * stands apart from their text; a row per file says how far it was read, and usage, broken lines and the parents that
 * sessions name have tables.
 */
import type { Migration } from '../migrate.ts';

export const ingest: Migration = {
  version: 4,
  up: (connection) =>
    connection.exec(`
      ALTER TABLE messages ADD COLUMN file_id INTEGER;
      ALTER TABLE messages ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE messages ADD COLUMN ordinal INTEGER;
      -- Why it does not count: staged, taken-back, rewritten, copy.
      ALTER TABLE messages ADD COLUMN voided TEXT CHECK (voided <> '');
      ALTER TABLE messages ADD COLUMN turn_id TEXT;
      ALTER TABLE messages ADD COLUMN tool TEXT;
      ALTER TABLE messages ADD COLUMN server TEXT;
      ALTER TABLE messages ADD COLUMN status TEXT;
      ALTER TABLE messages ADD COLUMN output TEXT;
      CREATE INDEX messages_file ON messages (file_id, ordinal) WHERE file_id IS NOT NULL;
      CREATE INDEX messages_call ON messages (call_id) WHERE call_id IS NOT NULL;

      DROP TRIGGER messages_inserted;
      DROP TRIGGER messages_deleted;
      CREATE TRIGGER messages_inserted AFTER INSERT ON messages WHEN NEW.voided IS NULL
        BEGIN UPDATE sessions SET message_count = message_count + 1 WHERE id = NEW.session_id; END;
      CREATE TRIGGER messages_deleted AFTER DELETE ON messages WHEN OLD.voided IS NULL
        BEGIN UPDATE sessions SET message_count = message_count - 1 WHERE id = OLD.session_id; END;
      CREATE TRIGGER messages_voided AFTER UPDATE OF voided ON messages
        WHEN (OLD.voided IS NULL) <> (NEW.voided IS NULL)
        BEGIN UPDATE sessions
          SET message_count = message_count + iif(NEW.voided IS NULL, 1, -1) WHERE id = NEW.session_id; END;

      CREATE TABLE ingest_files (
        id INTEGER PRIMARY KEY,
        agent TEXT NOT NULL,
        key TEXT NOT NULL,
        path TEXT NOT NULL,
        identity TEXT NOT NULL,
        size INTEGER NOT NULL,
        mtime REAL NOT NULL,
        compressed INTEGER NOT NULL,
        archived INTEGER NOT NULL,
        generation INTEGER NOT NULL,
        staging INTEGER NOT NULL,
        offset INTEGER NOT NULL,
        lines INTEGER NOT NULL,
        head_size INTEGER NOT NULL,
        head_hash TEXT NOT NULL,
        tail_size INTEGER NOT NULL,
        tail_hash TEXT NOT NULL,
        cwd TEXT,
        scope TEXT,
        session_id TEXT,
        branch TEXT NOT NULL,
        cut_from INTEGER,
        forked_from TEXT,
        reader TEXT NOT NULL,
        error TEXT,
        updated_at INTEGER NOT NULL,
        swap_at INTEGER,
        -- Last: it is long, and seldom asked for.
        state TEXT NOT NULL CHECK (json_valid(state)),
        UNIQUE (agent, key)
      ) STRICT;
      CREATE INDEX ingest_files_session ON ingest_files (session_id) WHERE session_id IS NOT NULL;
      CREATE INDEX ingest_files_fork ON ingest_files (forked_from) WHERE forked_from IS NOT NULL;

      CREATE TABLE usage (
        session_id TEXT NOT NULL REFERENCES sessions (id),
        external_id TEXT NOT NULL CHECK (external_id <> ''),
        at INTEGER NOT NULL,
        file_id INTEGER,
        generation INTEGER NOT NULL,
        voided TEXT CHECK (voided <> ''),
        turn_id TEXT,
        model TEXT,
        input INTEGER NOT NULL,
        cached_input INTEGER NOT NULL,
        output INTEGER NOT NULL,
        reasoning INTEGER NOT NULL,
        PRIMARY KEY (session_id, external_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX usage_file ON usage (file_id) WHERE file_id IS NOT NULL;
      CREATE INDEX usage_at ON usage (at);

      CREATE TABLE ingest_quarantine (
        file_id INTEGER NOT NULL,
        generation INTEGER NOT NULL,
        line INTEGER NOT NULL,
        offset INTEGER NOT NULL,
        length INTEGER NOT NULL,
        hash TEXT NOT NULL,
        reason TEXT NOT NULL,
        text TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (file_id, generation, line)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE session_links (
        child TEXT NOT NULL PRIMARY KEY,
        parent TEXT NOT NULL CHECK (parent <> child)
      ) STRICT, WITHOUT ROWID;
    `),
};
