import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type {
  SessionCursor,
  SessionFilter,
  SessionTouch,
} from '../../../../src/lib/base/store/session-row.ts';
import type { Store } from '../../../../src/lib/base/store/store.ts';
import { makeFolder, openTestStore, T0, testClock } from './helpers.ts';

const touch = (changes: Partial<SessionTouch> = {}): SessionTouch => ({
  id: 'codex:1',
  at: T0,
  source: 'external',
  client: 'codex',
  principal: 'codex',
  ...changes,
});

async function open(...touches: readonly SessionTouch[]) {
  const clock = testClock();
  const store = await openTestStore(join(makeFolder(), 'nerve.db'), { clock });
  await store.sessions.touch(touches);
  return { store, clock };
}

async function ids(store: Store, filter: SessionFilter = {}, limit = 50): Promise<string[][]> {
  const found: string[][] = [];
  let after: SessionCursor | undefined;
  do {
    const page = await store.sessions.list(filter, { limit, ...(after ? { after } : {}) });
    found.push(page.sessions.map(({ id }) => id));
    after = page.next ?? undefined;
  } while (after);
  return found;
}

describe('a session', () => {
  it('is made by its first call', async () => {
    const { store } = await open(
      touch({
        clientVersion: '1.2',
        jti: 'J1',
        title: 'Codex (1)',
        cwd: '/src',
        parentId: 'codex:0',
        metadata: { a: [1] },
      }),
    );
    expect(await store.sessions.byId('codex:1')).toEqual({
      id: 'codex:1',
      source: 'external',
      client: 'codex',
      clientVersion: '1.2',
      principal: 'codex',
      jti: 'J1',
      title: 'Codex (1)',
      cwd: '/src',
      status: 'active',
      parentId: 'codex:0',
      createdAt: T0,
      lastActivityAt: T0,
      archivedAt: null,
      messageCount: 0,
      metadata: { a: [1] },
    });
    expect(await store.sessions.byId('codex:2')).toBeUndefined();
  });

  it('keeps what it knows and learns what it does not', async () => {
    const { store } = await open(touch({ title: 'mine', metadata: { kept: 1 } }));
    await store.sessions.touch([
      touch({
        at: T0 + 9,
        principal: 'other',
        title: 'theirs',
        cwd: '/src',
        clientVersion: '2',
        metadata: { kept: 2, new: 3 },
      }),
      touch({ at: T0 - 9, clientVersion: '3' }),
    ]);
    expect(await store.sessions.byId('codex:1')).toMatchObject({
      principal: 'codex',
      title: 'mine',
      cwd: '/src',
      clientVersion: '3',
      createdAt: T0 - 9,
      lastActivityAt: T0 + 9,
      metadata: { kept: 1, new: 3 },
    });
  });

  it('is news when it begins or changes its name or state, not when it is used', async () => {
    const { store } = await open();
    const revision = () => store.revision('sessions');
    expect(await revision()).toBe(0);
    await store.sessions.touch([touch()]);
    expect(await revision()).toBe(1);
    await store.sessions.touch([touch({ at: T0 + 1 })]);
    expect(await revision()).toBe(1);
    await store.sessions.rename('codex:1', 'new');
    expect(await revision()).toBe(2);
    await store.sessions.archive('codex:1');
    expect(await revision()).toBe(3);
    expect(await store.revision('tokens')).toBe(0);
  });

  it('can be touched in a transaction', async () => {
    const { store } = await open();
    const failing = store.transaction(async (writing) => {
      await store.sessions.touch([touch()], writing);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await store.sessions.byId('codex:1')).toBeUndefined();
    await store.transaction((writing) => store.sessions.touch([touch()], writing));
    expect(await store.sessions.byId('codex:1')).toMatchObject({ createdAt: T0 });
  });

  it('is read in a transaction as it is there', async () => {
    const { store } = await open();
    await store.transaction(async (writing) => {
      expect(await store.sessions.byId('codex:1', writing)).toBeUndefined();
      await store.sessions.touch([touch()], writing);
      expect(await store.sessions.byId('codex:1', writing)).toMatchObject({ createdAt: T0 });
    });
  });

  it('can be renamed', async () => {
    const { store } = await open(touch());
    expect(await store.sessions.rename('codex:1', "it's mine")).toBe(true);
    expect(await store.sessions.rename('codex:2', 'x')).toBe(false);
    await store.sessions.touch([touch({ title: 'theirs' })]);
    expect(await store.sessions.byId('codex:1')).toMatchObject({ title: "it's mine" });
  });

  it('is archived with all below it, even if they go in circles, and active again when it is used', async () => {
    const { store, clock } = await open(
      touch({ id: 'a', parentId: 'c' }),
      touch({ id: 'b', parentId: 'a' }),
      touch({ id: 'c', parentId: 'b' }),
      touch({ id: 'd' }),
    );
    clock.add(5);
    expect(await store.sessions.archive('a')).toBe(3);
    expect(await store.sessions.archive('a')).toBe(0);
    expect(await store.sessions.archive('absent')).toBe(0);
    expect(await store.sessions.byId('c')).toMatchObject({ status: 'archived', archivedAt: T0 + 5 });
    expect(await store.sessions.reopen('b')).toBe(true);
    expect(await store.sessions.reopen('b')).toBe(false);
    await store.sessions.touch([touch({ id: 'c', at: T0 + 9 })]);
    expect(await store.sessions.byId('c')).toMatchObject({ status: 'active', archivedAt: null });
    expect(await ids(store, { status: 'archived' })).toEqual([['a']]);
  });

  it('is archived when it was idle for long', async () => {
    const { store } = await open(...[3, 1, 2, 5].map((at) => touch({ id: `s${at}`, at: T0 + at })));
    expect(await store.sessions.countIdle(T0 + 4)).toBe(3);
    expect(await store.sessions.archiveIdle(T0 + 4, 2)).toBe(2);
    expect(await ids(store, { status: 'active' })).toEqual([['s5', 's3']]);
    expect(await store.sessions.archiveIdle(T0 + 4, 2)).toBe(1);
    expect(await store.sessions.archiveIdle(T0 + 4, 2)).toBe(0);
  });
});

describe('the list of sessions', () => {
  it('comes by pages, last active first, by any filter', async () => {
    const { store } = await open(
      touch({ id: 'a', at: T0 + 1, title: 'Fix the Parser' }),
      touch({ id: 'b', at: T0 + 2, client: 'cursor', principal: 'p2' }),
      touch({ id: 'c', at: T0 + 2, parentId: 'a' }),
      touch({ id: 'd', at: T0 + 3, source: 'codex', parentId: 'a', title: '100%_sure' }),
      touch({ id: 'e', at: T0 }),
    );
    await store.sessions.archive('e');
    expect(await ids(store, {}, 2)).toEqual([['d', 'c'], ['b', 'a'], ['e']]);
    expect(await ids(store, {}, 5)).toEqual([['d', 'c', 'b', 'a', 'e']]);
    expect(await ids(store, { status: 'active' }, 3)).toEqual([['d', 'c', 'b'], ['a']]);
    expect(await ids(store, { source: 'codex' })).toEqual([['d']]);
    expect(await ids(store, { client: 'cursor' })).toEqual([['b']]);
    expect(await ids(store, { principal: 'p2' })).toEqual([['b']]);
    expect(await ids(store, { parentId: 'a' }, 1)).toEqual([['d'], ['c']]);
    expect(await ids(store, { search: 'fix THE' })).toEqual([['a']]);
    expect(await ids(store, { search: '%_' })).toEqual([['d']]);
    expect(await ids(store, { search: '%' }, 1)).toEqual([['d']]);
  });
});

describe('events that turn out to belong to another session', () => {
  const at = (index: number) =>
    ({ at: T0 + index, outcome: 'ok', session: 'external:x', callId: `c${index}` }) as const;

  it('move by their call ids, in any number', async () => {
    const { store } = await open(touch({ id: 'external:x' }), touch({ id: 'child', parentId: 'external:x' }));
    await store.events.append(Array.from({ length: 1200 }, (_, index) => at(index)));
    const callIds = Array.from({ length: 1100 }, (_, index) => `c${index}`);
    const to = touch({ id: 'claude:1', at: T0 + 2000, source: 'claude-code' });
    expect(await store.sessions.rehome('external:x', to, callIds)).toBe(1100);
    expect(await store.sessions.byId('claude:1')).toMatchObject({
      createdAt: T0,
      lastActivityAt: T0 + 2000,
      source: 'claude-code',
    });
    expect((await store.events.list({ session: 'external:x' })).events).toHaveLength(100);
    expect(await store.sessions.byId('child')).toMatchObject({ parentId: 'external:x' });
    expect(await store.sessions.rehome('external:x', to, [])).toBe(0);
    expect(await store.sessions.byId('external:x')).toBeDefined();
  });

  it('take their session with them when nothing is left of it', async () => {
    const { store } = await open(touch({ id: 'external:x' }), touch({ id: 'child', parentId: 'external:x' }));
    await store.events.append([at(1), at(2)]);
    expect(await store.sessions.rehome('external:x', touch({ id: 'claude:1', at: T0 + 5 }))).toBe(2);
    expect(await store.sessions.byId('external:x')).toBeUndefined();
    expect(await store.sessions.byId('child')).toMatchObject({ parentId: 'claude:1' });
    expect(await store.sessions.byId('claude:1')).toMatchObject({ createdAt: T0 + 1 });
    expect(await store.sessions.rehome('claude:1', touch({ id: 'claude:1' }))).toBe(0);
    expect((await store.events.list({ session: 'claude:1' })).events).toHaveLength(2);
  });
});
