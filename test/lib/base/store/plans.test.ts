/** How SQLite goes about every query of the stores: by an index and in its order, never through a whole table. */
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Connection, SqlValue, Statement } from '../../../../src/lib/base/store/connection.ts';
import { createDatabase } from '../../../../src/lib/base/store/database.ts';
import { createEventStore } from '../../../../src/lib/base/store/events.ts';
import { createIdempotencyStore } from '../../../../src/lib/base/store/idempotency.ts';
import { createLeaseStore } from '../../../../src/lib/base/store/leases.ts';
import { MIGRATIONS } from '../../../../src/lib/base/store/migrations/index.ts';
import { openForWriting } from '../../../../src/lib/base/store/open.ts';
import { createSessionStore } from '../../../../src/lib/base/store/sessions.ts';
import { createMessageStore } from '../../../../src/lib/base/store/transcripts.ts';
import { makeFolder, T0, testClock } from './helpers.ts';

/** Few rows however large the table is: what belongs to one parent is sorted. */
const SORTED = /where "instance_id" = \? and "parent_id" = \?/;

/** A connection that notes what it is asked. */
function noting(connection: Connection): { connection: Connection; asked: Map<string, readonly SqlValue[]> } {
  const asked = new Map<string, readonly SqlValue[]>();
  const noted = (sql: string): Statement => {
    const statement = connection.prepare(sql);
    const note =
      <T>(call: (parameters: readonly SqlValue[]) => T) =>
      (parameters: readonly SqlValue[]): T => {
        asked.set(sql, parameters);
        return call(parameters);
      };
    return {
      reader: statement.reader,
      run: note(statement.run),
      get: note(statement.get),
      all: note(statement.all),
      iterate: note(statement.iterate),
    };
  };
  return {
    asked,
    connection: {
      ...connection,
      get inTransaction() {
        return connection.inTransaction;
      },
      prepare: noted,
    },
  };
}

it('every query walks an index', async () => {
  const real = await openForWriting(join(makeFolder(), 'nerve.db'), MIGRATIONS);
  const { connection, asked } = noting(real);
  const database = createDatabase(connection, false);
  onTestFinished(() => database.close());
  const clock = testClock();
  const events = createEventStore(database);
  const sessions = createSessionStore(database, clock);
  const messages = createMessageStore(database, clock);
  const idempotency = createIdempotencyStore(database, clock);
  const leases = createLeaseStore(database, clock);

  await events.append([{ at: T0, outcome: 'ok', session: 'a' }]);
  const eventPage = { after: { at: T0 + 1, id: 9 } };
  for (const page of [{}, eventPage]) {
    await events.list({}, page);
    await events.list({ session: 'a' }, page);
    await events.list({ failed: true }, page);
    await events.list({ outcome: 'denied', tool: 't' }, page);
    await events.list({ since: T0, until: T0 + 1 }, page);
    await events.list({ session: 'a', since: T0, until: T0 + 1 }, page);
  }
  await events.follow(0);
  await events.countBefore(T0);
  await events.deleteBefore(T0, 5);

  const touch = { id: 'a', at: T0, source: 'external' };
  await sessions.touch([touch]);
  await sessions.byId('a');
  for (const page of [{}, { after: { lastActivityAt: T0 + 1, id: 'a' } }]) {
    await sessions.list({}, page);
    await sessions.list({ status: 'active' }, page);
    await sessions.list({ status: 'active', client: 'c', search: 'x' }, page);
    await sessions.list({ parentId: 'p' }, page);
  }
  const message = { externalId: 'm', at: T0, role: 'user', kind: 'text' } as const;
  await messages.append('a', [message]);
  await database.write((writing) => messages.append('a', [message], writing));
  await messages.list('a', { after: 1 });
  await sessions.rename('a', 'b');
  await sessions.archive('a');
  await sessions.reopen('a');
  await sessions.countIdle(T0);
  await sessions.archiveIdle(T0, 5);
  await sessions.rehome('a', { ...touch, id: 'b' }, ['c']);
  await sessions.rehome('b', touch);

  await idempotency.run({ key: 'k', principal: 'p', tool: 't', argsHash: 'h' }, async () => 1);
  await idempotency.countExpired();
  await idempotency.deleteExpired(5);
  await leases.acquire({ name: 'l', owner: 'o', ttl: 5 });
  await leases.renew({ name: 'l', owner: 'o', ttl: 5 });
  await leases.holder('l');
  await leases.release({ name: 'l', owner: 'o' });

  const queries = [...asked].filter(([sql]) => /^(select|with|update|delete|insert)/i.test(sql));
  expect(queries.length).toBeGreaterThan(35);
  const bad = queries.flatMap(([sql, parameters]) =>
    (real.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(parameters) as { detail: string }[])
      .map(({ detail }) => detail)
      .filter(
        (detail) =>
          /^SCAN (events|sessions|messages|idempotency|leases|tokens)\b(?!.*USING)/.test(detail) ||
          (/TEMP B-TREE/.test(detail) && !SORTED.test(sql)),
      )
      .map((detail) => `${detail}: ${sql}`),
  );
  expect(bad).toEqual([]);
});
