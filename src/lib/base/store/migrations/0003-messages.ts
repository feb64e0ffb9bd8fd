/**
 * Schema 3: the messages of sessions. Rows are only added; a trigger keeps each session's count, whoever adds or
 * deletes. A session that has messages cannot be deleted.
 */
import type { Migration } from '../migrate.ts';

export const messages: Migration = {
  version: 3,
  up: (connection) =>
    connection.exec(`
      -- AUTOINCREMENT: an id is never given again, so that whoever follows by id misses nothing.
      CREATE TABLE messages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        instance_id TEXT NOT NULL DEFAULT 'main',
        session_id TEXT NOT NULL REFERENCES sessions (id),
        external_id TEXT NOT NULL CHECK (external_id <> ''),
        at INTEGER NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('user', 'assistant', 'system', 'tool')),
        kind TEXT NOT NULL CHECK (kind <> ''),
        text TEXT NOT NULL DEFAULT '',
        data TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(data) AND json_type(data) = 'object'),
        call_id TEXT CHECK (call_id <> ''),
        UNIQUE (session_id, external_id)
      ) STRICT;
      CREATE INDEX messages_session ON messages (session_id, id);
      CREATE TRIGGER messages_inserted AFTER INSERT ON messages
        BEGIN UPDATE sessions SET message_count = message_count + 1 WHERE id = NEW.session_id; END;
      CREATE TRIGGER messages_deleted AFTER DELETE ON messages
        BEGIN UPDATE sessions SET message_count = message_count - 1 WHERE id = OLD.session_id; END;
    `),
};
