/** Events to columns and back. */
import type { Insertable, Selectable } from 'kysely';
import type { SqlValue } from './connection.ts';
import type { EventOutcome, EventRow, NewEvent } from './event-row.ts';
import type { EventTable } from './schema.ts';

type Columns = Omit<Insertable<EventTable>, 'id' | 'instance_id'>;

const ORDER: readonly (keyof Columns)[] = [
  'at',
  'session_id',
  'principal',
  'token_jti',
  'client',
  'call_id',
  'tool',
  'outcome',
  'code',
  'duration_us',
  'args_hash',
  'args_preview',
  'result_preview',
];

export const INSERT_EVENT = `INSERT INTO events (${ORDER.join(', ')}) VALUES (${ORDER.map(() => '?').join(', ')})`;

/** The values for `INSERT_EVENT`. */
export function toEventValues(event: NewEvent): SqlValue[] {
  const columns = toEventColumns(event);
  return ORDER.map((name) => columns[name] ?? null);
}

export function toEventColumns(event: NewEvent): Columns {
  return {
    at: event.at,
    session_id: event.session ?? null,
    principal: event.principal ?? null,
    token_jti: event.jti ?? null,
    client: event.client ?? null,
    call_id: event.callId ?? null,
    tool: event.tool ?? null,
    outcome: event.outcome,
    code: event.code ?? null,
    duration_us: event.durationUs == null ? null : Math.max(0, Math.round(event.durationUs)),
    args_hash: event.argsHash ?? null,
    args_preview: event.argsPreview ?? null,
    result_preview: event.resultPreview ?? null,
  };
}

export function fromEventColumns(row: Selectable<EventTable>): EventRow {
  return {
    id: row.id,
    at: row.at,
    session: row.session_id,
    principal: row.principal,
    jti: row.token_jti,
    client: row.client,
    callId: row.call_id,
    tool: row.tool,
    outcome: row.outcome as EventOutcome,
    code: row.code,
    durationUs: row.duration_us,
    argsHash: row.args_hash,
    argsPreview: row.args_preview,
    resultPreview: row.result_preview,
  };
}
