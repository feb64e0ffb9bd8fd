/** Streams: who is told of what, how they end, and what happens to clients that go or do not read. */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Notice } from '../../../../../src/lib/protocols/mcp/handlers.ts';
import {
  ACCEPT,
  askModern,
  listen,
  modern,
  openSession,
  readAnswer,
  readStream,
  startMcp,
} from '../../../../support/mcp.ts';
import { createTestHandlers, question, text } from '../../../../support/mcp-tools.ts';

const TOOLS: Notice = { method: 'notifications/tools/list_changed' };
const PROMPTS: Notice = { method: 'notifications/prompts/list_changed' };
const updated = (uri: string): Notice => ({ method: 'notifications/resources/updated', uri });
const SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId';

/** Waits for something that happens soon. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(5);
}

describe('notices', () => {
  test('reach the listeners of the principal, of both eras, and nobody else', async () => {
    const { url, mcp } = await startMcp(createTestHandlers());
    const mine = await (await openSession(url, { principal: 'me' })).stream();
    const theirs = await (await openSession(url, { principal: 'them' })).stream();
    const myListen = await listen(url, { toolsListChanged: true }, 'me');
    const theirListen = await listen(url, { toolsListChanged: true }, 'them');
    for (const stream of [myListen, theirListen])
      expect((await stream.next())?.method).toBe('notifications/subscriptions/acknowledged');

    expect(mcp.notify(TOOLS, 'me')).toBe(2);
    expect(mcp.notify(TOOLS, 'nobody')).toBe(0);
    expect(await mine.next()).toEqual({ jsonrpc: '2.0', method: TOOLS.method });
    expect(await myListen.next()).toEqual({
      jsonrpc: '2.0',
      method: TOOLS.method,
      params: { _meta: { [SUBSCRIPTION]: 'sub' } },
    });
    // What the others get first is what comes after.
    expect(mcp.notify(PROMPTS)).toBe(2);
    expect((await theirs.next())?.method).toBe(PROMPTS.method);
    expect(mcp.notify(TOOLS, 'them')).toBe(2);
    expect((await theirListen.next())?.method).toBe(TOOLS.method);
  });

  test('a subscription gets what it asked for, and is told what it will get', async () => {
    const { url, mcp } = await startMcp({ ...createTestHandlers(), listPrompts: undefined });
    const filter = {
      promptsListChanged: true,
      resourcesListChanged: true,
      toolsListChanged: false,
      resourceSubscriptions: ['note://one'],
    };
    const stream = await listen(url, filter, 'me', 5);
    expect(await stream.next()).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/subscriptions/acknowledged',
      params: {
        _meta: { [SUBSCRIPTION]: 5 },
        notifications: { resourcesListChanged: true, resourceSubscriptions: ['note://one'] },
      },
    });
    expect(mcp.notify(TOOLS, 'me')).toBe(0);
    expect(mcp.notify(PROMPTS, 'me')).toBe(0);
    expect(mcp.notify(updated('note://two'), 'me')).toBe(0);
    expect(mcp.notify(updated('note://one'), 'me')).toBe(1);
    expect(await stream.next()).toMatchObject({
      params: { uri: 'note://one', _meta: { [SUBSCRIPTION]: 5 } },
    });
  });

  test.each([undefined, 7, [], { resourceSubscriptions: 'note://one' }, { resourceSubscriptions: [7] }])(
    'a subscription to %j is refused',
    async (notifications) => {
      const { url } = await startMcp(createTestHandlers());
      const { messages } = await askModern(url, 'subscriptions/listen', { notifications });
      expect(messages[0]?.error?.code).toBe(-32602);
    },
  );

  test('a session is told of resources that it subscribed to, on its newest stream only', async () => {
    const { url, mcp } = await startMcp(createTestHandlers());
    const session = await openSession(url, { principal: 'me' });
    const older = await session.stream();
    const newer = await session.stream();
    expect(mcp.notify(updated('note://one'), 'me')).toBe(0);
    await session.ask('resources/subscribe', { uri: 'note://one' });
    expect(mcp.notify(updated('note://one'), 'me')).toBe(1);
    expect(await newer.next()).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/resources/updated',
      params: { uri: 'note://one' },
    });
    await session.ask('resources/unsubscribe', { uri: 'note://one' });
    expect(mcp.notify(updated('note://one'), 'me')).toBe(0);
    await newer.close();
    // Until the server notices, what it sends goes to the one that is gone.
    let heard: string | undefined;
    void older.next().then((message) => {
      heard = message?.method;
    });
    await until(() => {
      mcp.notify(TOOLS, 'me');
      return heard !== undefined;
    });
    expect(heard).toBe(TOOLS.method);
  });

  test('a client that goes is forgotten', async () => {
    const { url, mcp } = await startMcp(createTestHandlers());
    const stream = await listen(url, { toolsListChanged: true }, 'me');
    await stream.next();
    await stream.close();
    await until(() => mcp.notify(TOOLS, 'me') === 0);
  });

  test('a principal has a limited number of streams', async () => {
    const { url } = await startMcp(createTestHandlers(), { maxStreams: 1 });
    const session = await openSession(url, { principal: 'me' });
    await session.stream();
    expect((await session.stream()).status).toBe(429);
    expect((await (await listen(url, { toolsListChanged: true }, 'me')).next())?.error?.code).toBe(undefined);
    const more = await askModern(
      url,
      'subscriptions/listen',
      { notifications: {} },
      { authorization: 'Bearer me' },
    );
    expect(more.messages[0]?.error?.code).toBe(-32603);
    expect((await (await openSession(url, { principal: 'them' })).stream()).status).toBe(200);
  });
});

describe('an end', () => {
  test('is said to subscriptions by the answer to their request, and then nothing new is served', async () => {
    const { url, mcp } = await startMcp(createTestHandlers());
    const subscription = await listen(url, { toolsListChanged: true });
    await subscription.next();
    const stream = await (await openSession(url)).stream();
    await mcp.close();
    expect(await subscription.next()).toMatchObject({
      id: 'sub',
      result: { resultType: 'complete', _meta: { [SUBSCRIPTION]: 'sub' } },
    });
    expect(await subscription.next()).toBeUndefined();
    expect(await stream.next()).toBeUndefined();
    const { status, headers } = await askModern(url, 'tools/list');
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
  });

  test('waits for calls, and cancels those that take too long', async () => {
    const witness = { aborted: [] as string[], started: [] as string[] };
    const { url, mcp } = await startMcp(createTestHandlers(witness));
    const quick = askModern(url, 'tools/call', { name: 'waits', arguments: { ms: 100 } });
    const { body, headers } = modern('tools/call', { name: 'waits' }, 'slow');
    const all = { 'content-type': 'application/json', accept: ACCEPT, ...headers };
    const slow = fetch(url, { method: 'POST', headers: all, body: JSON.stringify(body) });
    await until(() => witness.started.length === 2);
    await mcp.close({ graceMs: 300 });
    expect((await quick).messages[0]?.result?.content).toEqual(text('waited').content);
    expect((await readAnswer(await slow)).messages[0]?.error?.message).toContain('closing');
    await until(() => witness.aborted.length > 0);
    expect(witness.aborted).toEqual(['slow']);
  });

  test('of a session ends its streams', async () => {
    const { url } = await startMcp(createTestHandlers());
    const session = await openSession(url);
    const stream = await session.stream();
    await fetch(url, { method: 'DELETE', headers: session.headers });
    expect(await stream.next()).toBeUndefined();
  });
});

describe('cancelling', () => {
  test('2025: by a notification of the same session; the request ends without an answer', async () => {
    const witness = { aborted: [] as string[], started: [] as string[] };
    const { url } = await startMcp(createTestHandlers(witness));
    const [session, other] = [await openSession(url), await openSession(url)];
    const pending = session.ask('tools/call', { name: 'waits' }, 7);
    await until(() => witness.started.length > 0);
    await other.tell('notifications/cancelled', { requestId: 7 });
    await session.tell('notifications/cancelled', { requestId: '7' });
    await session.tell('notifications/cancelled', { requestId: 8 });
    await session.tell('notifications/cancelled', {});
    expect(witness.aborted).toEqual([]);
    await session.tell('notifications/cancelled', { requestId: 7, reason: 'enough' });
    const { status, messages } = await pending;
    expect([status, messages]).toEqual([200, []]);
    expect(witness.aborted).toEqual(['7']);
  });

  test('2026-07-28: by closing the connection', async () => {
    const witness = { aborted: [] as string[], started: [] as string[] };
    const { url } = await startMcp(createTestHandlers(witness));
    const controller = new AbortController();
    const { body, headers } = modern('tools/call', { name: 'waits' }, 9);
    const all = { 'content-type': 'application/json', accept: ACCEPT, ...headers };
    const pending = fetch(url, {
      method: 'POST',
      headers: all,
      body: JSON.stringify(body),
      signal: controller.signal,
    });
    await until(() => witness.started.length > 0);
    controller.abort();
    await expect(pending).rejects.toThrow();
    await until(() => witness.aborted.length > 0);
    expect(witness.aborted).toEqual(['9']);
  });

  test('2025: a closed connection cancels nothing', async () => {
    let done = '';
    let started = false;
    const { url } = await startMcp({
      listTools: () => ({ items: [] }),
      callTool: async (call) => {
        started = true;
        await sleep(150);
        done = `aborted: ${call.signal.aborted}`;
        return text('late');
      },
    });
    const session = await openSession(url);
    const controller = new AbortController();
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'x' } });
    const headers = { ...session.headers, 'content-type': 'application/json', accept: ACCEPT };
    const pending = fetch(url, { method: 'POST', headers, body, signal: controller.signal });
    await until(() => started);
    controller.abort();
    await expect(pending).rejects.toThrow();
    await until(() => done !== '');
    expect(done).toBe('aborted: false');
  });
});

describe('questions of 2025', () => {
  test('go out on the stream of the call, and their answers come by another POST', async () => {
    const { url } = await startMcp(createTestHandlers());
    const session = await openSession(url, { capabilities: { elicitation: {} } });
    const other = await openSession(url, { capabilities: { elicitation: {} } });
    const body = JSON.stringify({ jsonrpc: '2.0', id: 3, method: 'tools/call', params: { name: 'asks' } });
    const headers = { ...session.headers, 'content-type': 'application/json', accept: ACCEPT };
    const stream = readStream(await fetch(url, { method: 'POST', headers, body }));
    const asked = await stream.next();
    expect(asked).toMatchObject({ method: 'elicitation/create', params: { message: 'What is your name?' } });
    const answer = (result: object) => JSON.stringify({ jsonrpc: '2.0', id: asked?.id, result });
    const send = (to: typeof session, text: string) =>
      fetch(url, { method: 'POST', headers: { ...headers, ...to.headers }, body: text });
    // Another session, even of the same principal, has no say.
    expect((await send(other, answer({ action: 'decline' }))).status).toBe(202);
    expect((await send(session, answer({ action: 'accept', content: { name: 'Ada' } }))).status).toBe(202);
    expect(await stream.next()).toMatchObject({
      id: 3,
      result: { content: [{ text: 'user: {"action":"accept","content":{"name":"Ada"}}' }] },
    });
    expect(await stream.next()).toBeUndefined();
  });

  test('are taken back when nobody waits for the answer any more', async () => {
    const { url } = await startMcp({
      listTools: () => ({ items: [] }),
      callTool: async (call) => {
        void call.ask({ user: question });
        await sleep(20);
        return text('went on');
      },
    });
    const session = await openSession(url, { capabilities: { elicitation: {} } });
    const { messages } = await session.ask('tools/call', { name: 'x' });
    expect(messages).toMatchObject([
      { method: 'elicitation/create' },
      { method: 'notifications/cancelled', params: { requestId: messages[0]?.id } },
      { id: 1, result: { content: [{ text: 'went on' }] } },
    ]);
  });

  test('an error is an error for the handler', async () => {
    const { url } = await startMcp(createTestHandlers());
    const session = await openSession(url, { capabilities: { elicitation: { form: {} } } });
    const headers = { ...session.headers, 'content-type': 'application/json', accept: ACCEPT };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 3, method: 'tools/call', params: { name: 'asks' } });
    const stream = readStream(await fetch(url, { method: 'POST', headers, body }));
    const error = { code: -1, message: 'User rejected' };
    const reply = JSON.stringify({ jsonrpc: '2.0', id: (await stream.next())?.id, error });
    await fetch(url, { method: 'POST', headers, body: reply });
    expect((await stream.next())?.error).toMatchObject({
      code: -1,
      message: expect.stringContaining('rejected'),
    });
  });
});

describe('quiet times', () => {
  test('streams give signs of life', async () => {
    const { url } = await startMcp(createTestHandlers(), { keepAliveMs: 20 });
    const stream = await (await openSession(url)).stream();
    const waiting = stream.next();
    await until(() => stream.comments.length > 1);
    await stream.close();
    await waiting;
  });

  test('a call that takes long becomes a stream', async () => {
    const { url } = await startMcp(createTestHandlers(), { keepAliveMs: 20 });
    const answer = await askModern(url, 'tools/call', { name: 'waits', arguments: { ms: 500 } });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(answer.text).toMatch(/^:\n\n/);
    expect(answer.messages).toHaveLength(1);
  });

  test('a client that does not read is given up', async () => {
    const { port, mcp } = await startMcp(createTestHandlers(), { keepAliveMs: 20 });
    const uris = Array.from({ length: 40 }, (_, at) => `note://${at}/${'x'.repeat(90_000)}`);
    const { body, headers } = modern('subscriptions/listen', {
      notifications: { toolsListChanged: true, resourceSubscriptions: uris },
    });
    const payload = JSON.stringify(body);
    const all = {
      host: 'localhost',
      authorization: 'Bearer me',
      'content-type': 'application/json',
      accept: ACCEPT,
      'content-length': `${payload.length}`,
      ...headers,
    };
    const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    const socket = connect(port, '127.0.0.1');
    socket.pause();
    socket.write(`POST /mcp HTTP/1.1\r\n${head.join('')}\r\n${payload}`);
    await until(() => mcp.notify(TOOLS, 'me') === 1);
    await until(() => {
      for (const uri of uris) mcp.notify(updated(uri), 'me');
      return mcp.notify(TOOLS, 'me') === 0;
    });
    socket.destroy();
  });
});
