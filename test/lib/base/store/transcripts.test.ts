import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NewMessage } from '../../../../src/lib/base/store/message-row.ts';
import type { Store, StoreOptions } from '../../../../src/lib/base/store/store.ts';
import { makeFolder, openTestStore, T0, testClock } from './helpers.ts';

const ID = 'codex:1';

function message(at: number, changes: Partial<NewMessage> = {}): NewMessage {
  return { externalId: `msg:${at}`, at: T0 + at, role: 'user', kind: 'text', text: `text ${at}`, ...changes };
}

async function open(options: Partial<StoreOptions> = {}): Promise<Store> {
  const clock = testClock(T0 + 1000);
  const store = await openTestStore(join(makeFolder(), 'nerve.db'), { clock, ...options });
  await store.sessions.touch([
    { id: ID, at: T0 },
    { id: 'codex:2', at: T0 },
  ]);
  return store;
}

const session = async (store: Store) => store.sessions.byId(ID);

describe.each([['here'], ['worker']] as const)('messages, written %s', (writer) => {
  it('are kept to the character and read in the order of writing', async () => {
    const store = await open({ writer });
    const whole: NewMessage = {
      externalId: 'tool_call:1',
      at: T0 + 5,
      role: 'assistant',
      kind: 'tool_call',
      text: 'a\0b "quoted" \u{1F600}\n',
      data: { input: { path: ['x', 1, null] } },
      callId: 'call_1',
    };
    expect(await store.messages.append(ID, [message(9), whole, message(1)])).toEqual({
      inserted: 3,
      duplicates: 0,
    });
    const { messages, next } = await store.messages.list(ID);
    expect(messages.map(({ externalId }) => externalId)).toEqual(['msg:9', 'tool_call:1', 'msg:1']);
    const facts = { turnId: null, tool: null, server: null, status: null, output: null, ingested: false };
    expect(messages[1]).toEqual({ ...whole, ...facts, id: messages[1]?.id, session: ID });
    expect(messages[0]).toMatchObject({ data: {}, callId: null });
    expect(next).toBeNull();
    expect(await session(store)).toMatchObject({ messageCount: 3, lastActivityAt: T0 + 9 });
    expect(await store.sessions.byId('codex:2')).toMatchObject({ messageCount: 0 });
  });

  it('are kept once for each session and id, in a transaction too', async () => {
    const store = await open({ writer });
    await store.messages.append(ID, [message(1), message(2)]);
    const again = [message(2, { text: 'other' }), message(3), message(3)];
    expect(await store.messages.append(ID, again)).toEqual({ inserted: 1, duplicates: 2 });
    await store.transaction(async (writing) => {
      const many = Array.from({ length: 450 }, (_, index) => message(index));
      expect(await store.messages.append(ID, many, writing)).toEqual({ inserted: 447, duplicates: 3 });
    });
    expect(await store.messages.append('codex:2', [message(1)])).toEqual({ inserted: 1, duplicates: 0 });
    expect(await session(store)).toMatchObject({ messageCount: 450, lastActivityAt: T0 + 449 });
    expect((await store.messages.list(ID)).messages[1]).toMatchObject({ text: 'text 2' });
  });

  it('need a session', async () => {
    const store = await open({ writer });
    const unknown = { code: 'unknown-session', exit: 2 };
    await expect(store.messages.append('codex:9', [message(1)])).rejects.toMatchObject(unknown);
    const inside = store.transaction((writing) => store.messages.append('codex:9', [message(1)], writing));
    await expect(inside).rejects.toMatchObject(unknown);
    expect(await store.messages.append('codex:9', [])).toEqual({ inserted: 0, duplicates: 0 });
  });
});

it('nothing is left of an append that fails', async () => {
  const store = await open();
  await expect(store.messages.append(ID, [message(1), message(2, { kind: '' })])).rejects.toThrow('CHECK');
  const failing = store.transaction(async (writing) => {
    await store.messages.append(ID, [message(1)], writing);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect((await store.messages.list(ID)).messages).toEqual([]);
  expect(await session(store)).toMatchObject({ messageCount: 0, lastActivityAt: T0 });
});

it('pages of a transcript hang together, also while it grows', async () => {
  const store = await open();
  await store.messages.append(
    ID,
    [1, 2, 3].map((at) => message(at)),
  );
  const first = await store.messages.list(ID, { limit: 2 });
  await store.messages.append('codex:2', [message(4)]);
  await store.messages.append(ID, [message(5)]);
  const second = await store.messages.list(ID, { limit: 2, after: first.next ?? 0 });
  expect([...first.messages, ...second.messages].map(({ at }) => at - T0)).toEqual([1, 2, 3, 5]);
  expect(second.next).toBeNull();
});

it('a clock that is ahead does not keep a session at the top', async () => {
  const store = await open();
  await store.messages.append(ID, [message(1_000_000)]);
  expect(await session(store)).toMatchObject({ lastActivityAt: T0 + 1000 });
});

it('a session with messages outlives its events', async () => {
  const store = await open();
  await store.messages.append(ID, [message(1)]);
  await store.events.append([{ at: T0, outcome: 'ok', session: ID }]);
  expect(await store.sessions.rehome(ID, { id: 'codex:2', at: T0 })).toBe(1);
  expect(await session(store)).toMatchObject({ messageCount: 1 });
});
