/** Every request that ends in an error is told of, once, with who asked and what it was. */
import { PassThrough } from 'node:stream';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Refused } from '../../../../src/lib/protocols/mcp/refused.ts';
import { createMcpServer } from '../../../../src/lib/protocols/mcp/server.ts';
import {
  askModern,
  INFO,
  modern,
  openSession,
  postText,
  SESSION_KEY,
  startMcp,
  type TestServer,
} from '../../../support/mcp.ts';
import { createTestHandlers } from '../../../support/mcp-tools.ts';

const refused: Refused[] = [];
const onRefused = (one: Refused): void => void refused.push(one);
let server: TestServer;

beforeAll(async () => {
  server = await startMcp(createTestHandlers(), { onRefused, maxBodyBytes: 1_000_000 });
});
beforeEach(() => {
  refused.length = 0;
});

/** What was told, in short. */
const told = () =>
  refused.map(({ principal, status, error, method, client, handled }) => [
    principal.key,
    status,
    error.code,
    method,
    client?.name,
    handled,
  ]);

describe('over HTTP', () => {
  test.each([
    ['no JSON', '{', {}, [400, -32700]],
    ['no message', '7', {}, [400, -32600]],
    ['too much', ' '.repeat(1_000_001), {}, [413, -32600]],
    ['another type', '{}', { 'content-type': 'text/plain' }, [415, -32600]],
    ['nothing that it takes', '{}', { accept: 'text/html' }, [406, -32600]],
  ])('%s', async (_what, body, headers, [status, code]) => {
    await postText(server.url, body, { authorization: 'Bearer me', ...headers });
    expect(told()).toEqual([['me', status, code, undefined, undefined, false]]);
  });

  test('a request of 2026-07-28 says who sends it, right or wrong', async () => {
    await askModern(server.url, 'tools/list', {}, { 'mcp-method': 'tools/call' });
    await askModern(server.url, 'no/such');
    await askModern(server.url, 'subscriptions/listen', { notifications: 7 });
    await askModern(server.url, 'tools/call', { arguments: {} }, { 'mcp-name': 'x' });
    expect(told()).toEqual([
      ['anybody', 400, -32020, 'tools/list', 'tester', false],
      ['anybody', 404, -32601, 'no/such', 'tester', false],
      ['anybody', 200, -32602, 'subscriptions/listen', 'tester', false],
      ['anybody', 400, -32020, 'tools/call', 'tester', false],
    ]);
  });

  test('what a handler throws is told as its own', async () => {
    await askModern(server.url, 'tools/call', { name: 'nope' });
    await askModern(server.url, 'tools/call', { name: 'throws' });
    await askModern(server.url, 'resources/read', { uri: 'note://two' });
    expect(told()).toEqual([
      ['anybody', 200, -32602, 'tools/call', 'tester', true],
      ['anybody', 200, -32603, 'tools/call', 'tester', true],
      ['anybody', 200, -32002, 'resources/read', 'tester', true],
    ]);
  });

  test('of a session', async () => {
    const session = await openSession(server.url, { version: '2025-03-26', principal: 'me' });
    await session.ask('tools/call', { name: 7 });
    await fetch(server.url, { headers: { ...session.headers, accept: 'text/html' } });
    const body = JSON.stringify([
      { jsonrpc: '2.0', id: 1, method: 'no/such' },
      { jsonrpc: '2.0', id: 2, method: 'ping' },
      { jsonrpc: '2.0', id: 3, method: 'no/such' },
    ]);
    await postText(server.url, body, session.headers);
    await postText(server.url, '[7]', session.headers);
    await postText(server.url, body, { ...session.headers, authorization: 'Bearer you' });
    expect(told()).toEqual([
      ['me', 200, -32602, 'tools/call', 'tester', false],
      ['me', 406, -32600, undefined, 'tester', false],
      ['me', 200, -32601, 'no/such', 'tester', false],
      ['me', 200, -32601, 'no/such', 'tester', false],
      ['me', 400, -32600, undefined, 'tester', false],
      ['you', 404, -32001, undefined, undefined, false],
    ]);
  });

  test('nothing of what went well, failed as a tool does, or asks first', async () => {
    await askModern(server.url, 'tools/call', { name: 'boom' });
    const _meta = { 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } };
    await askModern(server.url, 'tools/call', { name: 'asks', _meta });
    const session = await openSession(server.url);
    await session.tell('no/such');
    expect(told()).toEqual([]);
  });
});

test('on stdio', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const mcp = createMcpServer({
    info: INFO,
    sessionKey: SESSION_KEY,
    handlers: createTestHandlers(),
    onRefused,
  });
  const { closed } = mcp.connect({ input, output, principal: { key: 'parent' } });
  const { body } = modern('no/such');
  input.end(`{\n7\n{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n${JSON.stringify(body)}\n`);
  await closed;
  expect(told()).toEqual([
    ['parent', undefined, -32700, undefined, undefined, false],
    ['parent', undefined, -32600, undefined, undefined, false],
    ['parent', undefined, -32600, 'tools/list', undefined, false],
    ['parent', undefined, -32601, 'no/such', 'tester', false],
  ]);
});
