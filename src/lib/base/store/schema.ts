/** The tables as Kysely sees them. */
import type { ColumnType } from 'kysely';

/** Columns with a default in the database may be left out of an insert. */
type Defaulted<T> = ColumnType<T, T | undefined, T>;

export interface TokenTable {
  jti: string;
  instance_id: Defaulted<string>;
  name: string;
  kind: string;
  subject: string;
  /** JSON array of strings. */
  scopes: string;
  key_id: string;
  hash: string;
  created_at: number;
  expires_at: number;
  activated_at: number | null;
  last_used_at: number | null;
  revoked_at: number | null;
  revoked_reason: string | null;
}

export interface Schema {
  tokens: TokenTable;
}
