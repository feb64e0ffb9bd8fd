/** Both eras on one pair of streams, message by message. */
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { ServerOptions } from '../../../../../src/lib/protocols/mcp/core.ts';
import { createMcpServer } from '../../../../../src/lib/protocols/mcp/server.ts';
import { INFO, modern, SESSION_KEY, textOf, type WireMessage } from '../../../../support/mcp.ts';
import { createTestHandlers, question } from '../../../../support/mcp-tools.ts';

function start(options: Partial<ServerOptions> = {}) {
  const [aborted, started]: [string[], string[]] = [[], []];
  const server = createMcpServer({
    info: INFO,
    sessionKey: SESSION_KEY,
    handlers: createTestHandlers({ aborted, started }),
    ...options,
  });
  const [input, output] = [new PassThrough(), new PassThrough()];
  const stdio = server.connect({ input, output, principal: { key: 'me' } });
  const messages: WireMessage[] = [];
  let rest = '';
  let reading: (() => void) | undefined;
  const onData = (chunk: Buffer): void => {
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    messages.push(...lines.map((line) => JSON.parse(line)));
    reading?.();
  };
  output.on('data', onData);
  return {
    server,
    stdio,
    input,
    output,
    aborted,
    started,
    onData,
    send(...values: readonly unknown[]): void {
      for (const value of values)
        input.write(typeof value === 'string' ? value : `${JSON.stringify(value)}\n`);
    },
    async next(): Promise<WireMessage> {
      while (messages.length === 0) {
        await new Promise<void>((resolve) => {
          reading = resolve;
        });
      }
      return messages.shift() as WireMessage;
    },
    get pending(): number {
      return messages.length;
    },
  };
}

const rpc = (method: string, params: object = {}, id: string | number = 1) => ({
  jsonrpc: '2.0',
  id,
  method,
  params,
});
const initialize = (protocolVersion = '2025-11-25') =>
  rpc('initialize', {
    protocolVersion,
    capabilities: { elicitation: {} },
    clientInfo: { name: 'tester', version: '9' },
  });
const call = (name: string, args: object = {}, id: string | number = 1) =>
  rpc('tools/call', { name, arguments: args }, id);

describe('what is no request of a session', () => {
  test.each([
    ['not JSON', 'nonsense\n', -32700, null],
    ['no message', '{"jsonrpc":"2.0","id":7}\n', -32600, 7],
    ['a batch without a session', '[]\n', -32600, null],
    ['a request before initialize', call('echo', {}, 3), -32600, 3],
    [
      'a claim without capabilities',
      rpc('tools/list', { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } }),
      -32602,
      1,
    ],
    [
      'a version to come',
      modern('tools/list', { _meta: { 'io.modelcontextprotocol/protocolVersion': '2030-01-01' } }).body,
      -32022,
      1,
    ],
    ['an unknown method', modern('nope').body, -32601, 1],
    ['a wrong subscription', modern('subscriptions/listen').body, -32602, 1],
    ['a handler that throws', modern('tools/call', { name: 'throws' }).body, -32603, 1],
  ])('%s', async (_what, message, code, id) => {
    const { send, next } = start();
    send(message);
    expect(await next()).toMatchObject({ id, error: { code } });
    send(rpc('ping'));
    expect(await next()).toMatchObject({ id: 1, result: {} });
  });

  test('a line that is too long is refused and skipped', async () => {
    const { send, next } = start({ maxBodyBytes: 300 });
    send(`"${'x'.repeat(1_000)}"\n`, rpc('ping', {}, 2));
    expect(await next()).toMatchObject({ error: { code: -32600 } });
    expect(await next()).toMatchObject({ id: 2, result: {} });
  });
});

describe('a client of 2025', () => {
  test('is a session, told of notices after it has begun', async () => {
    const { server, send, next } = start();
    expect(server.notify({ method: 'notifications/tools/list_changed' }, 'me')).toBe(0);
    send(
      initialize('2025-06-18'),
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      call('whoami', {}, 2),
    );
    expect((await next()).result).toMatchObject({ protocolVersion: '2025-06-18', serverInfo: INFO });
    expect(JSON.parse(textOf(await next()))).toMatchObject({
      transport: 'stdio',
      principal: { key: 'me' },
      protocolVersion: '2025-06-18',
      sessionId: expect.stringMatching(/^stdio-/),
    });
    expect(server.notify({ method: 'notifications/tools/list_changed' }, 'me')).toBe(1);
    expect(await next()).toEqual({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
    const updated = { method: 'notifications/resources/updated', uri: 'note://one' } as const;
    expect(server.notify(updated, 'me')).toBe(0);
    send(rpc('resources/subscribe', { uri: 'note://one' }));
    await next();
    expect(server.notify(updated, 'me')).toBe(1);
    expect(await next()).toMatchObject({ method: updated.method, params: { uri: 'note://one' } });
  });

  test('is asked, and answers', async () => {
    const { send, next } = start();
    send(initialize(), call('asks', {}, 2));
    await next();
    const asked = await next();
    expect(asked).toMatchObject({ method: question.method, params: question.params });
    send({ jsonrpc: '2.0', id: asked.id, result: { action: 'decline' } });
    expect(textOf(await next())).toBe('user: {"action":"decline"}');
  });

  test('cancels, and gets no answer', async () => {
    const { send, next, aborted } = start();
    send(initialize(), call('waits', {}, 'w'));
    await next();
    await sleep(20);
    send(
      { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'w' } },
      rpc('ping', {}, 5),
    );
    expect((await next()).id).toBe(5);
    await expect.poll(() => aborted).toEqual(['w']);
  });

  test('sends batches in 2025-03-26', async () => {
    const { send, next } = start();
    send(initialize('2025-03-26'), [rpc('ping', {}, 1), call('echo', { text: 'x' }, 2)]);
    await next();
    expect(await next()).toMatchObject([{ id: 1 }, { id: 2 }]);
    send([initialize()]);
    expect((await next()).error?.code).toBe(-32600);
  });
});

describe('a client of 2026-07-28', () => {
  test('needs no beginning, and may still begin one of 2025', async () => {
    const { send, next } = start();
    send(
      modern('server/discover').body,
      modern('tools/call', { name: 'echo', arguments: { text: 'x' } }).body,
    );
    expect((await next()).result).toMatchObject({ resultType: 'complete', capabilities: { tools: {} } });
    expect(textOf(await next())).toBe('echo: x');
    send(initialize(), call('whoami'));
    expect((await next()).result?.protocolVersion).toBe('2025-11-25');
    expect(JSON.parse(textOf(await next()))).toMatchObject({ protocolVersion: '2025-11-25' });
  });

  test('has progress between its messages', async () => {
    const { send, next } = start();
    send(modern('tools/call', { name: 'steps', _meta: { progressToken: 'p' } }).body);
    expect((await next()).params).toMatchObject({ progressToken: 'p', progress: 1 });
    expect((await next()).params).toMatchObject({ progress: 2 });
    expect((await next()).id).toBe(1);
  });

  test('listens, and stops listening', async () => {
    const { server, send, next } = start();
    const notifications = { toolsListChanged: true };
    send(modern('subscriptions/listen', { notifications }, 'a').body);
    send(modern('subscriptions/listen', { notifications }, 2).body);
    for (const id of ['a', 2]) {
      expect(await next()).toMatchObject({
        method: 'notifications/subscriptions/acknowledged',
        params: { _meta: { 'io.modelcontextprotocol/subscriptionId': id } },
      });
    }
    send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 2 } }, rpc('ping', {}, 9));
    expect((await next()).id).toBe(9);
    expect(server.notify({ method: 'notifications/tools/list_changed' }, 'me')).toBe(1);
    expect((await next()).params?._meta).toEqual({ 'io.modelcontextprotocol/subscriptionId': 'a' });
    await server.close();
    expect(await next()).toMatchObject({ id: 'a', result: { resultType: 'complete' } });
    send(rpc('ping', {}, 10));
    expect((await next()).error?.message).toContain('closing');
  });
});

describe('the end', () => {
  test('of the input lets calls end', async () => {
    const { input, send, next, stdio } = start();
    send(modern('tools/call', { name: 'waits', arguments: { ms: 50 } }).body);
    input.end();
    expect(textOf(await next())).toBe('waited');
    await stdio.closed;
  });

  test('of the input counts as the end of its last line', async () => {
    const { input, send, next, stdio } = start();
    send(JSON.stringify(rpc('ping', {}, 4)));
    input.end();
    expect((await next()).id).toBe(4);
    await stdio.closed;
  });

  test('by close cancels calls', async () => {
    const { send, stdio, aborted, started } = start();
    send(modern('tools/call', { name: 'waits' }, 'w').body);
    await expect.poll(() => started).toEqual(['w']);
    stdio.close();
    await stdio.closed;
    await expect.poll(() => aborted).toEqual(['w']);
  });
});

test('a client that does not read is not read either', async () => {
  const { send, next, output, onData, input } = start();
  output.off('data', onData);
  output.pause();
  for (let id = 0; id < 500; id += 1)
    send(modern('tools/call', { name: 'echo', arguments: { text: 'x'.repeat(1_000) } }, id).body);
  await sleep(50);
  expect(input.readableLength).toBeGreaterThan(0);
  output.on('data', onData).resume();
  for (let id = 0; id < 500; id += 1) expect((await next()).id).toBe(id);
});
