import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/lib/base/kernel/errors.ts';
import type { KeyedCall } from '../../../../src/lib/base/store/idempotency.ts';
import type { Store } from '../../../../src/lib/base/store/store.ts';
import { makeFolder, openTestStore, runChild, testClock } from './helpers.ts';

const CHILD = new URL('./child.ts', import.meta.url);
const CALL: KeyedCall = { key: 'k1', principal: 'codex', tool: 'task_create', argsHash: 'h1', ttl: 1000 };

/** A call whose effect is a row of the audit. */
function attempt(store: Store, changes: Partial<KeyedCall> = {}, result = 'first') {
  return store.idempotency.run({ ...CALL, ...changes }, async (writing) => {
    await store.events.append([{ at: 1, outcome: 'ok' }], writing);
    return { result };
  });
}

const effects = async (store: Store): Promise<number> => (await store.events.list()).events.length;

describe.each(['here', 'worker'] as const)('a call with a key (store that writes %s)', (writer) => {
  const open = async () => {
    const clock = testClock();
    return { clock, store: await openTestStore(join(makeFolder(), 'nerve.db'), { clock, writer }) };
  };

  it('has one effect, and the same result again', async () => {
    const { store } = await open();
    expect(await attempt(store)).toEqual({ result: { result: 'first' }, replayed: false });
    expect(await attempt(store, {}, 'second')).toEqual({ result: { result: 'first' }, replayed: true });
    expect(await effects(store)).toBe(1);
  });

  it('has one effect when it comes many times at once', async () => {
    const { store } = await open();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => attempt(store, {}, `${index}`)),
    );
    expect(new Set(answers.map(({ result }) => result.result)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await effects(store)).toBe(1);
  });

  it('leaves nothing when it fails, and may be tried again', async () => {
    const { store } = await open();
    const failing = store.idempotency.run(CALL, async (writing) => {
      await store.events.append([{ at: 1, outcome: 'ok' }], writing);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await effects(store)).toBe(0);
    expect(await attempt(store)).toMatchObject({ replayed: false });
  });

  it('is another call for another principal, tool or key', async () => {
    const { store } = await open();
    for (const changes of [{}, { principal: 'b' }, { tool: 'b' }, { key: 'b' }])
      expect(await attempt(store, changes)).toMatchObject({ replayed: false });
    expect(await effects(store)).toBe(4);
  });

  it('is refused with other arguments', async () => {
    const { store } = await open();
    await attempt(store);
    const reused = await attempt(store, { argsHash: 'h2' }).catch((error) => error);
    expect(reused).toBeInstanceOf(UserError);
    expect(reused).toMatchObject({ code: 'idempotency-key-reused' });
    expect(await effects(store)).toBe(1);
  });

  it('is a new call when the result was kept long enough', async () => {
    const { store, clock } = await open();
    await attempt(store);
    clock.add(999);
    expect(await attempt(store)).toMatchObject({ replayed: true });
    clock.add(1);
    expect(await attempt(store, { argsHash: 'h2' }, 'second')).toMatchObject({ replayed: false });
    expect(await attempt(store, { argsHash: 'h2' })).toMatchObject({
      result: { result: 'second' },
      replayed: true,
    });
  });
});

it('results that ended are deleted, a few at a time', async () => {
  const clock = testClock();
  const store = await openTestStore(join(makeFolder(), 'nerve.db'), { clock });
  for (const key of ['a', 'b', 'c']) await attempt(store, { key });
  await attempt(store, { key: 'long', ttl: 5000 });
  expect([await store.idempotency.countExpired(), await store.idempotency.deleteExpired(10)]).toEqual([0, 0]);
  clock.add(1000);
  expect(await store.idempotency.countExpired()).toBe(3);
  expect(await store.idempotency.deleteExpired(2)).toBe(2);
  expect(await store.idempotency.deleteExpired(2)).toBe(1);
  expect(await attempt(store, { key: 'long' })).toMatchObject({ replayed: true });
});

it('one key in several processes has one effect', async () => {
  const file = join(makeFolder(), 'nerve.db');
  const store = await openTestStore(file);
  const children = await Promise.all(
    ['a', 'b', 'c', 'd'].map((name) => runChild(CHILD, ['keyed', file, name])),
  );
  expect(children.map(({ code, stderr }) => [code, stderr])).toEqual(children.map(() => [0, '']));
  expect(new Set(children.map(({ stdout }) => stdout)).size).toBe(1);
  expect(await effects(store)).toBe(20);
});
