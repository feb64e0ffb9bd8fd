import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EventCursor, EventFilter, NewEvent } from '../../../../src/lib/base/store/event-row.ts';
import type { Store } from '../../../../src/lib/base/store/store.ts';
import { makeFolder, openTestStore, T0 } from './helpers.ts';

const open = (): Promise<Store> => openTestStore(join(makeFolder(), 'nerve.db'));

const event = (changes: Partial<NewEvent> = {}): NewEvent => ({
  at: T0,
  outcome: 'ok',
  tool: 'task_list',
  ...changes,
});

/** All pages of a list, as the ids that they hold. */
async function pages(store: Store, filter: EventFilter, limit: number): Promise<number[][]> {
  const found: number[][] = [];
  let after: EventCursor | undefined;
  do {
    const page = await store.events.list(filter, { limit, ...(after ? { after } : {}) });
    found.push(page.events.map(({ id }) => id));
    after = page.next ?? undefined;
  } while (after);
  return found;
}

describe('the audit', () => {
  it('gives back what was appended', async () => {
    const store = await open();
    const full: Required<NewEvent> = {
      at: T0,
      outcome: 'refused',
      session: 'codex:1',
      principal: 'codex',
      jti: 'J1',
      client: 'codex 1.2',
      callId: 'toolu_1',
      tool: 'task_create',
      code: 'invalid-arguments',
      durationUs: 1234,
      argsHash: 'abc',
      argsPreview: '{"title":"…"}',
      resultPreview: "it's \0 odd",
    };
    await store.events.append([full, { at: T0 + 1, outcome: 'denied' }]);
    await store.events.append([]);
    const { events, next } = await store.events.list();
    expect(next).toBeNull();
    expect(events).toEqual([
      {
        ...Object.fromEntries(Object.keys(full).map((key) => [key, null])),
        id: 2,
        at: T0 + 1,
        outcome: 'denied',
      },
      { ...full, id: 1 },
    ]);
  });

  it('refuses outcomes and durations that cannot be', async () => {
    const store = await open();
    await expect(store.events.append([event(), event({ outcome: 'fine' as 'ok' })])).rejects.toThrow('CHECK');
    await store.events.append([event({ durationUs: -0.4 }), event({ durationUs: 1.6 })]);
    expect((await store.events.list()).events.map(({ durationUs }) => durationUs)).toEqual([2, 0]);
  });

  it('commits with the write that it tells of, or not at all', async () => {
    const store = await open();
    const failing = store.transaction(async (writing) => {
      await store.events.append([event()], writing);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect((await store.events.list()).events).toEqual([]);
    await store.transaction((writing) => store.events.append([event(), event()], writing));
    expect((await store.events.list()).events).toHaveLength(2);
  });

  it('is read by pages, newest first, by any filter', async () => {
    const store = await open();
    await store.events.append(
      Array.from({ length: 12 }, (_, index) =>
        event({
          // Not quite in the order of writing, and three at the same moment.
          at: T0 + (index < 3 ? 5 : index),
          session: index % 2 ? 'codex:1' : null,
          principal: index % 3 ? 'codex' : 'claude-code',
          tool: index % 4 ? 'task_list' : 'task_create',
          client: index === 7 ? 'cursor 1' : 'codex 1',
          outcome: index === 10 ? 'error' : index === 4 ? 'denied' : 'ok',
        }),
      ),
    );
    expect(await pages(store, {}, 5)).toEqual([
      [12, 11, 10, 9, 8],
      [7, 6, 3, 2, 1],
      [5, 4],
    ]);
    expect(await pages(store, {}, 12)).toEqual([[12, 11, 10, 9, 8, 7, 6, 3, 2, 1, 5, 4]]);
    expect((await pages(store, { session: 'codex:1' }, 2)).flat()).toEqual([12, 10, 8, 6, 2, 4]);
    expect((await pages(store, { principal: 'claude-code' }, 3)).flat()).toEqual([10, 7, 1, 4]);
    expect((await pages(store, { tool: 'task_create' }, 1)).flat()).toEqual([9, 1, 5]);
    expect((await pages(store, { client: 'cursor 1' }, 1)).flat()).toEqual([8]);
    expect((await pages(store, { failed: true }, 5)).flat()).toEqual([11, 5]);
    expect((await pages(store, { outcome: 'denied' }, 5)).flat()).toEqual([5]);
    expect((await pages(store, { outcome: 'ok', tool: 'task_create' }, 5)).flat()).toEqual([9, 1]);
    expect((await pages(store, { since: T0 + 9, until: T0 + 11 }, 5)).flat()).toEqual([11, 10]);
    expect((await pages(store, { session: 'codex:1', since: T0 + 7 }, 5)).flat()).toEqual([12, 10, 8]);
    expect((await pages(store, { session: "' OR 1=1" }, 5)).flat()).toEqual([]);
  });

  it('is read a piece at a time where matches are rare', async () => {
    const store = await open();
    const many = Array.from({ length: 4500 }, (_, index) => event({ at: T0 + index + 1 }));
    await store.events.append([event({ tool: 'rare' }), ...many]);
    const first = await store.events.list({ tool: 'rare' });
    expect(first.events).toEqual([]);
    expect(first.next).not.toBeNull();
    expect(await pages(store, { tool: 'rare' }, 10)).toEqual([[], [], [1]]);
  });

  it('can be followed without missing a row', async () => {
    const store = await open();
    await store.events.append([event(), event()]);
    const start = await store.events.lastId();
    expect(await store.events.follow(start)).toEqual({ events: [], last: start });
    await store.events.append([event({ at: T0 - 5 }), event({ tool: 'x' }), event()]);
    const { events, last } = await store.events.follow(start, { tool: 'task_list' }, 1);
    expect([events.map(({ id }) => id), last]).toEqual([[3], 3]);
    expect((await store.events.follow(last, { tool: 'task_list' })).events.map(({ id }) => id)).toEqual([5]);
  });

  it('never gives an id twice', async () => {
    const store = await open();
    expect(await store.events.lastId()).toBe(0);
    await store.events.append([event(), event()]);
    expect(await store.events.deleteBefore(T0 + 1, 10)).toBe(2);
    expect(await store.events.lastId()).toBe(2);
    await store.events.append([event()]);
    expect((await store.events.list()).events.map(({ id }) => id)).toEqual([3]);
  });

  it('lets the oldest go, a few at a time', async () => {
    const store = await open();
    await store.events.append([3, 1, 2, 5, 4].map((at) => event({ at })));
    expect(await store.events.countBefore(4)).toBe(3);
    expect(await store.events.deleteBefore(4, 2)).toBe(2);
    expect((await store.events.list()).events.map(({ at }) => at)).toEqual([5, 4, 3]);
    expect(await store.events.deleteBefore(4, 2)).toBe(1);
    expect(await store.events.deleteBefore(4, 2)).toBe(0);
  });
});
