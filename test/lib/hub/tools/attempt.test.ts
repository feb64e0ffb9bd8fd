/** Writes: effect, key and row of the audit are one, in a real database. */
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UserError } from '../../../../src/lib/base/kernel/errors.ts';
import type { Store } from '../../../../src/lib/base/store/store.ts';
import { createAudit } from '../../../../src/lib/hub/audit/audit.ts';
import { attempt } from '../../../../src/lib/hub/tools/attempt.ts';
import { createRegistry } from '../../../../src/lib/hub/tools/registry.ts';
import {
  defineTool,
  type ToolAnswer,
  type ToolContext,
  type WriteContext,
} from '../../../../src/lib/hub/tools/tool.ts';
import { makeFolder, openTestStore } from '../../base/store/helpers.ts';

let store: Store;
beforeEach(async () => {
  store = await openTestStore(join(makeFolder(), 'nerve.db'), { writer: 'worker' });
});

const effect = async ({ store: own, writing }: WriteContext, id: string): Promise<ToolAnswer> => {
  await own.sessions.touch([{ id, at: 1 }], writing);
  return { text: `made ${id}`, data: { id } };
};

/** A tool that makes a session; then it does what the test wants. */
const tool = (
  run: (context: WriteContext, id: string) => Promise<ToolAnswer> = effect,
  deadlineMs?: number,
) =>
  defineTool({
    name: 'make',
    title: 'Make',
    description: 'Makes.',
    scope: 'tasks',
    effect: 'write',
    input: z.strictObject({ id: z.string() }),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    run: (context, { id }) => run(context, id),
  });

async function call(
  args: Record<string, unknown>,
  { callId = null, spec = tool(), session = 's', signal = new AbortController().signal } = {} as {
    callId?: string | null;
    spec?: ReturnType<typeof tool>;
    session?: string;
    signal?: AbortSignal;
  },
) {
  const whole = createRegistry([spec]).get('make');
  if (!whole) throw new Error('no tool');
  const audit = createAudit({ keep: (rows) => store.events.append(rows), onError: () => undefined });
  const principal = { name: 'codex', jti: 'T1', scopes: ['tasks'] };
  const context = { store, principal, session, signal } as unknown as ToolContext;
  const done = await attempt(audit, whole, context, args, { at: 1, client: 'probe', callId });
  await audit.close();
  return done;
}

const made = async (): Promise<number> => (await store.sessions.list()).sessions.length;
const rows = async () =>
  (await store.events.list()).events.map(({ outcome, code, callId }) => [outcome, code, callId]).reverse();

describe('a write', () => {
  it('is kept with its row', async () => {
    expect(await call({ id: 'a' })).toMatchObject({ outcome: 'ok', text: 'made a', data: { id: 'a' } });
    expect([await made(), await rows()]).toEqual([1, [['ok', null, null]]]);
  });

  it('with a key has one effect, and says the same again', async () => {
    const first = await call({ id: 'a', idempotency_key: 'key-12345' });
    const again = await call({ id: 'a', idempotency_key: 'key-12345' });
    expect(again).toMatchObject({ outcome: 'ok', code: 'replayed', text: first.text, data: first.data });
    expect(await call({ id: 'b', idempotency_key: 'key-12345' })).toMatchObject({
      outcome: 'error',
      code: 'idempotency-key-reused',
    });
    expect([await made(), await rows()]).toEqual([
      1,
      [
        ['ok', null, null],
        ['ok', 'replayed', null],
        ['error', 'idempotency-key-reused', null],
      ],
    ]);
  });

  it('with a key is another one in another session', async () => {
    await call({ id: 'a', idempotency_key: 'key-12345' });
    const other = await call({ id: 'a', idempotency_key: 'key-12345' }, { session: 't' });
    expect(other.code).toBeUndefined();
  });

  it('that a client sends again has one effect, too', async () => {
    await call({ id: 'a' }, { callId: 'c1' });
    expect(await call({ id: 'a' }, { callId: 'c1' })).toMatchObject({ code: 'replayed' });
    // The id is the client's own: with other arguments, or in another session, it is another call.
    expect((await call({ id: 'b' }, { callId: 'c1' })).code).toBeUndefined();
    expect((await call({ id: 'a' }, { callId: 'c1', session: 't' })).code).toBeUndefined();
    expect((await call({ id: 'a' }, { callId: 'c2' })).code).toBeUndefined();
  });

  it('leaves nothing when it fails, and may be tried again with the same key', async () => {
    const failing = tool(async (context, id) => {
      await effect(context, id);
      throw new UserError('It is full', { code: 'full' });
    });
    const args = { id: 'a', idempotency_key: 'key-12345' };
    expect(await call(args, { spec: failing })).toMatchObject({ outcome: 'error', code: 'full' });
    expect(await made()).toBe(0);
    expect(await call(args)).toMatchObject({ outcome: 'ok', code: undefined });
    expect([await made(), await rows()]).toEqual([
      1,
      [
        ['error', 'full', null],
        ['ok', null, null],
      ],
    ]);
  });

  it('leaves nothing when its time is over', async () => {
    const slow = tool(async (context, id) => {
      await effect(context, id);
      return new Promise(() => undefined);
    }, 30);
    expect(await call({ id: 'a' }, { spec: slow })).toMatchObject({ outcome: 'timeout' });
    expect([await made(), await rows()]).toEqual([0, [['timeout', 'timeout', null]]]);
  });

  it('leaves nothing when the caller cancels', async () => {
    const caller = new AbortController();
    const cancelled = tool(async (context, id) => {
      await effect(context, id);
      caller.abort();
      return new Promise(() => undefined);
    });
    expect(await call({ id: 'a' }, { spec: cancelled, signal: caller.signal })).toMatchObject({
      outcome: 'cancelled',
    });
    expect([await made(), await rows()]).toEqual([0, [['cancelled', 'cancelled', null]]]);
  });
});
