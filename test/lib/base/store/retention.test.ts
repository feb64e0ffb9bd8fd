import { join } from 'node:path';
import { expect, it } from 'vitest';
import { applyRetention, previewRetention } from '../../../../src/lib/base/store/retention.ts';
import { makeFolder, openTestStore, T0, testClock } from './helpers.ts';

const OPTIONS = { eventsBefore: T0, idleSince: T0 };

async function filled(old: number) {
  const clock = testClock();
  const store = await openTestStore(join(makeFolder(), 'nerve.db'), { clock });
  const event = (at: number) => ({ at, outcome: 'ok' }) as const;
  await store.events.append([...Array.from({ length: old }, (_, index) => event(T0 - 1 - index)), event(T0)]);
  const session = (id: string, at: number) => ({ id, at, source: 'external' });
  await store.sessions.touch([session('old', T0 - 1), session('new', T0)]);
  const call = { principal: 'p', tool: 't', argsHash: 'h' };
  await store.idempotency.run({ ...call, key: 'old', ttl: 1 }, async () => 1);
  await store.idempotency.run({ ...call, key: 'new', ttl: 100 }, async () => 1);
  clock.add(1);
  return { store, clock };
}

it('lets go what is old, and only that', async () => {
  const { store } = await filled(1100);
  const expected = { events: 1100, sessions: 1, results: 1 };
  expect(await previewRetention(store, OPTIONS)).toEqual(expected);
  expect((await store.events.list({}, { limit: 2000 })).events).toHaveLength(1101);
  expect(await applyRetention(store, OPTIONS)).toEqual(expected);
  expect((await store.events.list()).events.map(({ at }) => at)).toEqual([T0]);
  expect((await store.sessions.list({ status: 'active' })).sessions.map(({ id }) => id)).toEqual(['new']);
  expect(await applyRetention(store, OPTIONS)).toEqual({ events: 0, sessions: 0, results: 0 });
  expect(await store.leases.holder('retention')).toBeUndefined();
});

it('is left to whoever is at it already', async () => {
  const { store, clock } = await filled(1);
  await store.leases.acquire({ name: 'retention', owner: 'other', ttl: 1000 });
  expect(await applyRetention(store, OPTIONS)).toBeUndefined();
  expect(await store.events.countBefore(T0)).toBe(1);
  clock.add(1000);
  expect(await applyRetention(store, OPTIONS)).toMatchObject({ events: 1 });
});

it('stops when it is asked to', async () => {
  const { store } = await filled(10);
  const report = await applyRetention(store, { ...OPTIONS, signal: { aborted: true } });
  expect(report).toEqual({ events: 0, sessions: 0, results: 0 });
});

it('stops when somebody else took over', async () => {
  const { store, clock } = await filled(1100);
  const events = {
    ...store.events,
    deleteBefore: async (at: number, limit: number) => {
      const deleted = await store.events.deleteBefore(at, limit);
      clock.add(60_000);
      await store.leases.acquire({ name: 'retention', owner: 'other', ttl: 1000 });
      return deleted;
    },
  };
  expect(await applyRetention({ ...store, events }, OPTIONS)).toEqual({
    events: 500,
    sessions: 0,
    results: 0,
  });
  expect(await store.leases.holder('retention')).toMatchObject({ owner: 'other' });
});
