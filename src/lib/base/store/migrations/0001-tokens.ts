/** Schema 1: the tokens that nerve has handed out. A token itself is never stored, only its hash. */
import type { Migration } from '../migrate.ts';

export const tokens: Migration = {
  version: 1,
  up: (connection) =>
    connection.exec(`
      CREATE TABLE tokens (
        jti TEXT NOT NULL PRIMARY KEY,
        instance_id TEXT NOT NULL DEFAULT 'main',
        name TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('mcp', 'node', 'proxy', 'api')),
        subject TEXT NOT NULL,
        scopes TEXT NOT NULL CHECK (json_valid(scopes) AND json_type(scopes) = 'array'),
        key_id TEXT NOT NULL,
        hash TEXT NOT NULL UNIQUE,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        activated_at INTEGER,
        last_used_at INTEGER,
        revoked_at INTEGER,
        revoked_reason TEXT
      ) STRICT;
      CREATE UNIQUE INDEX tokens_active_name ON tokens (instance_id, name)
        WHERE revoked_at IS NULL AND activated_at IS NOT NULL;
      CREATE INDEX tokens_name ON tokens (instance_id, name);
    `),
};
