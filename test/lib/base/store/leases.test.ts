import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder, openTestStore, runChild, T0, testClock } from './helpers.ts';

const CHILD = new URL('./child.ts', import.meta.url);

async function open() {
  const clock = testClock();
  const { leases } = await openTestStore(join(makeFolder(), 'nerve.db'), { clock });
  const lease = (owner: string) => ({ name: 'sweep', owner, ttl: 1000 });
  return { clock, leases, a: lease('a'), b: lease('b') };
}

it('a lease has one owner, who may extend it', async () => {
  const { leases, a, b, clock } = await open();
  expect(await leases.holder('sweep')).toBeUndefined();
  expect(await leases.acquire({ ...a, data: { pid: 7 } })).toBe(true);
  expect(await leases.acquire(b)).toBe(false);
  clock.add(600);
  expect(await leases.renew(a)).toBe(true);
  expect(await leases.renew(b)).toBe(false);
  clock.add(600);
  expect(await leases.acquire(b)).toBe(false);
  expect(await leases.acquire({ ...a, data: { pid: 8 } })).toBe(true);
  expect(await leases.holder('sweep')).toEqual({
    name: 'sweep',
    owner: 'a',
    until: T0 + 2200,
    acquiredAt: T0,
    data: { pid: 8 },
  });
  expect(await leases.acquire({ ...b, name: 'other' })).toBe(true);
});

it('a lease that ended goes to the next one, and the old owner learns it', async () => {
  const { leases, a, b, clock } = await open();
  await leases.acquire(a);
  clock.add(1000);
  expect(await leases.holder('sweep')).toBeUndefined();
  expect(await leases.renew(a)).toBe(false);
  expect(await leases.acquire(b)).toBe(true);
  expect(await leases.holder('sweep')).toMatchObject({ owner: 'b', acquiredAt: T0 + 1000 });
  expect(await leases.release(a)).toBe(false);
  expect(await leases.renew(a)).toBe(false);
  expect(await leases.release(b)).toBe(true);
  expect(await leases.acquire(a)).toBe(true);
});

it('a lease is taken from an owner that is known to be gone, and from no other', async () => {
  const { leases, a, b } = await open();
  await leases.acquire(a);
  expect(await leases.acquire({ ...b, insteadOf: 'x' })).toBe(false);
  expect(await leases.acquire({ ...b, insteadOf: 'a' })).toBe(true);
  expect(await leases.acquire({ name: 'sweep', owner: 'c', ttl: 1, insteadOf: 'a' })).toBe(false);
});

it('of several processes one gets the lease', async () => {
  const file = join(makeFolder(), 'nerve.db');
  await (await openTestStore(file)).close();
  const names = ['a', 'b', 'c', 'd'];
  const children = await Promise.all(names.map((name) => runChild(CHILD, ['lease', file, name])));
  expect(children.map(({ stdout }) => stdout).sort()).toEqual(['no', 'no', 'no', 'yes']);
});
