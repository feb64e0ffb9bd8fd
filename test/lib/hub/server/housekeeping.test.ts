import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startHousekeeping } from '../../../../src/lib/hub/server/housekeeping.ts';
import { makeFolder, openTestStore } from '../../base/store/helpers.ts';

const DAY = 86_400_000;
const clock = { now: () => new Date(100 * DAY) };
const config = { number: (key: string) => (key === 'retention.events_days' ? 90 : 30) };

it('lets old rows go, again and again, until it is closed', async () => {
  const store = await openTestStore(join(makeFolder(), 'nerve.db'), { clock });
  const event = (day: number) => store.events.append([{ at: day * DAY, outcome: 'ok' }]);
  const left = async () => (await store.events.list()).events.map(({ at }) => at / DAY);
  await store.sessions.touch([{ id: 'codex:old', at: 69 * DAY }]);
  await event(9);
  await event(11);
  const errors: unknown[] = [];
  const housekeeping = startHousekeeping({
    store,
    config,
    clock,
    onError: (error) => errors.push(error),
    firstMs: 1,
    everyMs: 1,
  });
  await expect.poll(left).toEqual([11]);
  await expect.poll(async () => (await store.sessions.byId('codex:old'))?.status).toBe('archived');
  await event(8);
  await expect.poll(left).toEqual([11]);
  await housekeeping.close();
  await event(8);
  expect(await left()).toEqual([11, 8]);
  expect(errors).toEqual([]);
});
