/** Named leases: who does a piece of background work, until when. Taken and given up by one conditional statement each. */
import type { Clock } from '../kernel/clock.ts';
import type { Json } from '../kernel/json.ts';
import type { SqlValue } from './connection.ts';
import type { Database } from './database.ts';
import { INSTANCE } from './schema.ts';

export interface LeaseRequest {
  readonly name: string;
  /** Differs between all who may want it: two processes, two starts of one process. */
  readonly owner: string;
  /** Milliseconds. */
  readonly ttl: number;
  /** What others may want to know of the owner, such as its process and address. */
  readonly data?: Readonly<Record<string, Json>>;
  /** An owner that is known to be gone: its lease is taken although it has not ended. */
  readonly insteadOf?: string;
}

export interface Lease {
  readonly name: string;
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly acquiredAt: number;
  readonly data: Readonly<Record<string, Json>>;
}

export interface LeaseStore {
  /** Whether the owner has it now: it was free, had ended, or was the owner's already (which extends it). */
  acquire(request: LeaseRequest): Promise<boolean>;
  /** Extends a lease that the owner still has; false when it has ended or went to somebody else. */
  renew(request: Pick<LeaseRequest, 'name' | 'owner' | 'ttl'>): Promise<boolean>;
  /** Gives it up; false when the owner did not have it. */
  release(request: Pick<LeaseRequest, 'name' | 'owner'>): Promise<boolean>;
  /** Who has it now. */
  holder(name: string): Promise<Lease | undefined>;
  /** All that have an owner now, by name. */
  list(): Promise<readonly Lease[]>;
}

const ACQUIRE = `INSERT INTO leases (name, owner, until, acquired_at, data) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (instance_id, name) DO UPDATE SET
    owner = excluded.owner,
    until = excluded.until,
    acquired_at = iif(owner = excluded.owner AND until > excluded.acquired_at, acquired_at, excluded.acquired_at),
    data = excluded.data
  WHERE until <= excluded.acquired_at OR owner = excluded.owner OR owner = ?`;
const RENEW = `UPDATE leases SET until = ?
  WHERE instance_id = '${INSTANCE}' AND name = ? AND owner = ? AND until > ?`;
const RELEASE = `DELETE FROM leases WHERE instance_id = '${INSTANCE}' AND name = ? AND owner = ?`;
const HOLDER = `SELECT * FROM leases WHERE instance_id = '${INSTANCE}' AND name = ? AND until > ?`;
const HELD = `SELECT * FROM leases WHERE instance_id = '${INSTANCE}' AND until > ? ORDER BY name`;

interface Row {
  readonly name: string;
  readonly owner: string;
  readonly until: number;
  readonly acquired_at: number;
  readonly data: string;
}

export function createLeaseStore(database: Database, clock: Clock): LeaseStore {
  const now = (): number => clock.now().getTime();
  const change = async (sql: string, ...parameters: readonly SqlValue[]): Promise<boolean> =>
    ((await database.batch([{ sql, rows: [parameters] }]))[0] ?? 0) > 0;
  return {
    acquire: ({ name, owner, ttl, data = {}, insteadOf }) => {
      const at = now();
      return change(ACQUIRE, name, owner, at + ttl, at, JSON.stringify(data), insteadOf ?? owner);
    },
    renew: ({ name, owner, ttl }) => change(RENEW, now() + ttl, name, owner, now()),
    release: ({ name, owner }) => change(RELEASE, name, owner),
    holder: (name) =>
      database.direct((connection) => {
        const row = connection.prepare(HOLDER).get([name, now()]) as Row | undefined;
        return row && fromColumns(row);
      }),
    list: () =>
      database.direct((connection) => (connection.prepare(HELD).all([now()]) as Row[]).map(fromColumns)),
  };
}

function fromColumns({ name, owner, until, acquired_at: acquiredAt, data }: Row): Lease {
  return { name, owner, until, acquiredAt, data: JSON.parse(data) as Lease['data'] };
}
