import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../../../src/lib/base/store/store.ts';
import type { NewToken } from '../../../../src/lib/base/store/token-row.ts';
import { makeFolder, newToken, openTestStore, T0, testClock } from './helpers.ts';

const HOUR = 3_600_000;

async function setUp(
  ...tokens: readonly Partial<NewToken>[]
): Promise<{ store: Store; clock: ReturnType<typeof testClock> }> {
  const clock = testClock();
  const store = await openTestStore(join(makeFolder(), 'nerve.db'), { clock });
  for (const token of tokens) expect(await store.tokens.insert(newToken(token))).toBe(true);
  return { store, clock };
}

describe('the table of tokens', () => {
  it('gives back what was put in', async () => {
    const token = newToken({ scopes: ['read', 'plans:approve'], subject: "o'neil -- x" });
    const { store } = await setUp(token);
    const row = { ...token, activatedAt: T0, lastUsedAt: null, revokedAt: null, revokedReason: null };
    expect(await store.tokens.byId('T1')).toEqual(row);
    expect(await store.tokens.byName('laptop')).toEqual(row);
    expect(await store.tokens.list()).toEqual([row]);
  });

  it('finds nothing for names and ids that are not there', async () => {
    const { store } = await setUp({});
    for (const text of ['', "' OR 1=1 --", 'x\0y', 'T'.repeat(10_000)]) {
      expect(await store.tokens.byId(text)).toBeUndefined();
      expect(await store.tokens.byName(text)).toBeUndefined();
    }
  });

  it('keeps the name of an active token', async () => {
    const { store } = await setUp({});
    expect(await store.tokens.insert(newToken({ jti: 'T2' }))).toBe(false);
    expect(await store.tokens.list()).toHaveLength(1);
    await store.tokens.revoke('T1', 'lost');
    expect(await store.tokens.insert(newToken({ jti: 'T2' }))).toBe(true);
    expect(await store.tokens.byName('laptop')).toMatchObject({ jti: 'T2' });
  });

  it('frees the name of an expired token', async () => {
    const { store } = await setUp({});
    expect(
      await store.tokens.insert(newToken({ jti: 'T2', createdAt: T0 + HOUR, expiresAt: T0 + 2 * HOUR })),
    ).toBe(true);
    expect(await store.tokens.byId('T1')).toMatchObject({ revokedAt: T0 + HOUR, revokedReason: 'expired' });
  });

  it('lists by state and kind, oldest first', async () => {
    const { store, clock } = await setUp(
      { jti: 'T3', name: 'c', kind: 'mcp', createdAt: T0 + 2, expiresAt: T0 + 2 * HOUR },
      { jti: 'T1', name: 'a' },
      { jti: 'T2', name: 'b', createdAt: T0 + 1, expiresAt: T0 + 2 * HOUR },
    );
    await store.tokens.insertPending(
      newToken({ jti: 'T4', name: 'd', createdAt: T0 + 3, expiresAt: T0 + 2 * HOUR }),
    );
    const ids = async (filter: Parameters<Store['tokens']['list']>[0]) =>
      (await store.tokens.list(filter)).map(({ jti }) => jti);
    expect(await ids({})).toEqual(['T1', 'T2', 'T3', 'T4']);
    expect(await ids({ active: true })).toEqual(['T1', 'T2', 'T3']);
    clock.add(HOUR);
    expect(await ids({ active: true })).toEqual(['T2', 'T3']);
    await store.tokens.revoke('T2', 'lost');
    expect(await ids({ active: true })).toEqual(['T3']);
    expect(await ids({ kind: 'api' })).toEqual(['T1', 'T2', 'T4']);
    expect(await ids({ kind: 'node', active: true })).toEqual([]);
  });

  it('revokes once and keeps the first reason', async () => {
    const { store, clock } = await setUp({});
    expect(await store.tokens.revoke('T1', 'lost')).toBe(true);
    clock.add(5);
    expect(await store.tokens.revoke('T1', 'again')).toBe(false);
    expect(await store.tokens.revoke('absent', 'x')).toBe(false);
    expect(await store.tokens.byId('T1')).toMatchObject({ revokedAt: T0, revokedReason: 'lost' });
  });

  it('revokes all tokens of a name', async () => {
    const { store } = await setUp({}, { jti: 'T2', name: 'other' });
    await store.tokens.insertPending(newToken({ jti: 'T3' }));
    expect(await store.tokens.revokeName('laptop', 'lost')).toBe(2);
    expect(await store.tokens.revokeName('laptop', 'lost')).toBe(0);
    expect(await store.tokens.list({ active: true })).toMatchObject([{ jti: 'T2' }]);
  });

  it('replaces in one step or not at all', async () => {
    const { store } = await setUp({}, { jti: 'T9', name: 'other' });
    const next = newToken({ jti: 'T2', createdAt: T0 + 5 });
    await expect(store.tokens.replace('T1', { ...next, jti: 'T9' }, 'rotated')).rejects.toThrow();
    expect(await store.tokens.byId('T1')).toMatchObject({ revokedAt: null });
    expect(await store.tokens.replace('T1', next, 'rotated')).toBe(true);
    expect(await store.tokens.byId('T1')).toMatchObject({ revokedAt: T0 + 5, revokedReason: 'rotated' });
    expect(await store.tokens.byName('laptop')).toMatchObject({ jti: 'T2', activatedAt: T0 + 5 });
    expect(await store.tokens.replace('T1', newToken({ jti: 'T3' }), 'rotated')).toBe(false);
    expect(await store.tokens.byId('T3')).toBeUndefined();
  });

  it('activates a pending token in the place of the one before', async () => {
    const { store, clock } = await setUp({});
    await store.tokens.insertPending(newToken({ jti: 'stale', createdAt: T0 }));
    clock.add(HOUR + 1);
    await store.tokens.insertPending(newToken({ jti: 'rival', createdAt: T0 + HOUR }));
    await store.tokens.insertPending(newToken({ jti: 'T2', createdAt: T0 + HOUR + 1 }));
    expect(await store.tokens.byName('laptop')).toMatchObject({ jti: 'T1' });
    expect(await store.tokens.activate('T2', 'replaced', HOUR)).toBe(true);
    expect(await store.tokens.activate('T2', 'replaced', HOUR)).toBe(true);
    expect(await store.tokens.byName('laptop')).toMatchObject({ jti: 'T2', activatedAt: T0 + HOUR + 1 });
    const revoked = (await store.tokens.list()).filter((row) => row.revokedAt !== null).map(({ jti }) => jti);
    expect(revoked.sort()).toEqual(['T1', 'stale']);
    expect(await store.tokens.activate('T1', 'x', HOUR)).toBe(false);
    expect(await store.tokens.activate('absent', 'x', HOUR)).toBe(false);
  });

  it('forgets pending tokens only', async () => {
    const { store } = await setUp({});
    await store.tokens.insertPending(newToken({ jti: 'T2' }));
    expect(await store.tokens.deletePending('T2')).toBe(true);
    expect(await store.tokens.deletePending('T2')).toBe(false);
    expect(await store.tokens.deletePending('T1')).toBe(false);
    expect(await store.tokens.list()).toMatchObject([{ jti: 'T1' }]);
  });

  it('notes the last use, forwards only, which is no change of the topic', async () => {
    const { store, clock } = await setUp({});
    const mark = await store.revision('tokens');
    clock.set(T0 + 500);
    await store.tokens.touchLastUsed('T1');
    clock.set(T0 + 400);
    await store.tokens.touchLastUsed('T1');
    await store.tokens.touchLastUsed('absent');
    expect(await store.tokens.byId('T1')).toMatchObject({ lastUsedAt: T0 + 500 });
    expect(await store.revision('tokens')).toBe(mark);
  });

  it('knows the keys that are still needed', async () => {
    const { store } = await setUp(
      { jti: 'T1', name: 'a', keyId: 'k1' },
      { jti: 'T2', name: 'b', keyId: 'k2', expiresAt: T0 + 2 * HOUR },
      { jti: 'T3', name: 'c', keyId: 'k2' },
      { jti: 'T4', name: 'd', keyId: 'k4' },
    );
    await store.tokens.insertPending(newToken({ jti: 'T5', keyId: 'k5' }));
    await store.tokens.revoke('T4', 'lost');
    expect([...(await store.tokens.keysInUse(T0)).keys()].sort()).toEqual(['k1', 'k2', 'k5']);
    expect(await store.tokens.keysInUse(T0 + HOUR)).toEqual(new Map([['k2', 1]]));
  });
});
