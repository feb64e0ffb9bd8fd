/** Lets old rows go, a few at a time, so that nobody waits long for the lock. One process does it at a time. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../config/config.ts';
import type { StopSignal } from '../kernel/interrupt.ts';
import type { EventStore } from './events.ts';
import type { IdempotencyStore } from './idempotency.ts';
import type { LeaseStore } from './leases.ts';
import type { SessionStore } from './session-row.ts';

export interface RetentionStores {
  readonly events: EventStore;
  readonly sessions: SessionStore;
  readonly idempotency: IdempotencyStore;
  readonly leases: LeaseStore;
}

export interface RetentionOptions {
  /** Events before this moment are deleted (milliseconds since the epoch). */
  readonly eventsBefore: number;
  /** Active sessions without activity since this moment are archived. */
  readonly idleSince: number;
  /** Looked at between two steps. */
  readonly signal?: StopSignal | undefined;
}

export interface RetentionReport {
  readonly events: number;
  readonly sessions: number;
  readonly results: number;
}

const DAY = 86_400_000;
const LEASE = 'retention';
const LEASE_TTL = 60_000;
const STEP = 500;
/** Milliseconds between two steps: others get the lock. */
const BREATH = 5;

/** The moments that the settings mean now. */
export function retentionTimes(
  config: Pick<Config, 'number'>,
  now: number,
): Pick<RetentionOptions, 'eventsBefore' | 'idleSince'> {
  return {
    eventsBefore: now - config.number('retention.events_days') * DAY,
    idleSince: now - config.number('retention.idle_sessions_days') * DAY,
  };
}

/**
 * Deletes old events and expired results and archives idle sessions. Stops early when asked to or when the lease is
 * lost. Undefined when another process is at it.
 */
export async function applyRetention(
  stores: RetentionStores,
  { eventsBefore, idleSince, signal }: RetentionOptions,
): Promise<RetentionReport | undefined> {
  const lease = { name: LEASE, owner: randomUUID(), ttl: LEASE_TTL, data: { pid: process.pid } };
  if (!(await stores.leases.acquire(lease))) return undefined;
  const repeat = async (step: () => Promise<number>): Promise<number> => {
    let total = 0;
    while (!signal?.aborted && (await stores.leases.renew(lease))) {
      const count = await step();
      total += count;
      if (count < STEP) break;
      await pause(BREATH);
    }
    return total;
  };
  try {
    return {
      events: await repeat(() => stores.events.deleteBefore(eventsBefore, STEP)),
      sessions: await repeat(() => stores.sessions.archiveIdle(idleSince, STEP)),
      results: await repeat(() => stores.idempotency.deleteExpired(STEP)),
    };
  } finally {
    await stores.leases.release(lease);
  }
}

/** What `applyRetention` would do now. */
export async function previewRetention(
  stores: RetentionStores,
  { eventsBefore, idleSince }: RetentionOptions,
): Promise<RetentionReport> {
  const [events, sessions, results] = await Promise.all([
    stores.events.countBefore(eventsBefore),
    stores.sessions.countIdle(idleSince),
    stores.idempotency.countExpired(),
  ]);
  return { events, sessions, results };
}
