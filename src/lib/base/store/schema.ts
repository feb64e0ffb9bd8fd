/** The tables as Kysely sees them. */
import type { ColumnType, Generated } from 'kysely';

/** The hub that the rows belong to; there is one for each database so far. */
export const INSTANCE = 'main';

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

export interface SessionTable {
  id: string;
  instance_id: Defaulted<string>;
  source: string;
  client_name: string | null;
  client_version: string | null;
  principal: string | null;
  token_jti: string | null;
  title: Defaulted<string>;
  cwd: string | null;
  status: Defaulted<string>;
  parent_id: string | null;
  created_at: number;
  last_activity_at: number;
  archived_at: number | null;
  message_count: Defaulted<number>;
  /** JSON object. */
  metadata: Defaulted<string>;
}

export interface EventTable {
  id: Generated<number>;
  instance_id: Defaulted<string>;
  at: number;
  session_id: string | null;
  principal: string | null;
  token_jti: string | null;
  client: string | null;
  call_id: string | null;
  tool: string | null;
  outcome: string;
  code: string | null;
  duration_us: number | null;
  args_hash: string | null;
  args_preview: string | null;
  result_preview: string | null;
}

export interface MessageTable {
  id: Generated<number>;
  instance_id: Defaulted<string>;
  session_id: string;
  external_id: string;
  at: number;
  role: string;
  kind: string;
  text: Defaulted<string>;
  /** JSON object. */
  data: Defaulted<string>;
  call_id: string | null;
  file_id: Defaulted<number | null>;
  generation: Defaulted<number>;
  ordinal: Defaulted<number | null>;
  /** Why it does not count: `staged`, `taken-back`, `rewritten`, `copy`. */
  voided: Defaulted<string | null>;
  turn_id: Defaulted<string | null>;
  tool: Defaulted<string | null>;
  server: Defaulted<string | null>;
  status: Defaulted<string | null>;
  output: Defaulted<string | null>;
}

export interface IdempotencyTable {
  instance_id: Defaulted<string>;
  principal: string;
  tool: string;
  key: string;
  args_hash: string;
  /** JSON. */
  result: string;
  created_at: number;
  expires_at: number;
}

export interface LeaseTable {
  instance_id: Defaulted<string>;
  name: string;
  owner: string;
  until: number;
  acquired_at: number;
  /** JSON object. */
  data: Defaulted<string>;
}

export interface Schema {
  tokens: TokenTable;
  sessions: SessionTable;
  events: EventTable;
  messages: MessageTable;
  idempotency: IdempotencyTable;
  leases: LeaseTable;
}
