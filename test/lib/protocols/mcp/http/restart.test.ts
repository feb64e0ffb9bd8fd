/** A session of 2025 lives on in the next process. */
import { expect, test } from 'vitest';
import { listen, openSession, startMcp, textOf, useSession } from '../../../../support/mcp.ts';
import { createTestHandlers } from '../../../../support/mcp-tools.ts';

test('a restart between two calls is not noticed', async () => {
  const first = await startMcp(createTestHandlers());
  const before = await openSession(first.url, {
    principal: 'me',
    version: '2025-06-18',
    capabilities: { elicitation: {} },
  });
  const told = textOf((await before.ask('tools/call', { name: 'whoami' })).messages[0]);
  await first.close();

  const second = await startMcp(createTestHandlers());
  const after = useSession(second.url, before.id, { principal: 'me', version: '2025-06-18' });
  const { status, messages } = await after.ask('tools/call', { name: 'whoami' });
  expect(status).toBe(200);
  expect(JSON.parse(textOf(messages[0]))).toEqual(JSON.parse(told));
  const stream = await after.stream();
  expect(stream.status).toBe(200);
  expect(second.mcp.notify({ method: 'notifications/tools/list_changed' }, 'me')).toBe(1);
  expect((await stream.next())?.method).toBe('notifications/tools/list_changed');
  expect((await useSession(second.url, before.id, { principal: 'them' }).ask('ping')).status).toBe(404);
});

test('another key knows no old sessions', async () => {
  const first = await startMcp(createTestHandlers());
  const { id } = await openSession(first.url);
  const second = await startMcp(createTestHandlers(), { sessionKey: Buffer.alloc(32, 43) });
  expect((await useSession(second.url, id).ask('ping')).status).toBe(404);
});

test('a session that was idle for too long is over, unless its stream is open', async () => {
  const clock = { time: Date.now() };
  const server = await startMcp(createTestHandlers(), {
    sessionIdleMs: 1_000,
    keepAliveMs: 10,
    now: () => clock.time,
  });
  const [idle, streaming] = [await openSession(server.url), await openSession(server.url)];
  const stream = await streaming.stream();
  const waiting = stream.next();
  for (let step = 0; step < 4; step += 1) {
    clock.time += 400;
    const { length } = stream.comments;
    while (stream.comments.length < length + 2) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect((await idle.ask('ping')).status).toBe(404);
  expect((await streaming.ask('ping')).status).toBe(200);
  await stream.close();
  await waiting;
});

test('a key that protects nothing is refused', async () => {
  await expect(startMcp(createTestHandlers(), { sessionKey: Buffer.from('short') })).rejects.toThrow('32');
});

test('a subscription is not a session: it has to be made anew', async () => {
  const first = await startMcp(createTestHandlers());
  const stream = await listen(first.url, { toolsListChanged: true });
  await stream.next();
  await first.close();
  expect((await stream.next())?.result).toMatchObject({ resultType: 'complete' });
});
