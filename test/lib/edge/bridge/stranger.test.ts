/** What answers at the hub's address need not be the hub: the agent is told so, and the bridge stays. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { startBridge } from '../../../support/bridge.ts';
import { modern } from '../../../support/mcp.ts';

const NOT_THE_HUB = {
  code: -32603,
  message: 'What answers at hub.url is not the nerve hub.',
  data: { code: 'hub-refused' },
};
const JSON_TYPE = 'application/json';
const EVENTS = 'text/event-stream';

const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0)) end();
});

interface Said {
  readonly type: string;
  readonly body: string;
  /** The connection stays as it is after that. */
  readonly isOpen?: boolean;
}

/** A server that says what it is told to say, a thing for each request; the last one again and again. */
async function startStranger(...script: readonly Said[]): Promise<string> {
  let count = 0;
  const server = createServer((_, res) => {
    const said = script[Math.min(count, script.length - 1)];
    count += 1;
    if (!said) return;
    res.writeHead(200, { 'content-type': said.type }).write(said.body);
    if (!said.isOpen) res.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
}

const answer = (id: number): string => JSON.stringify({ jsonrpc: '2.0', id, result: {} });

describe.each([
  ['an event that is not JSON', { type: EVENTS, body: 'data: not json\n\n' }],
  ['two of them, on a stream that stays', { type: EVENTS, body: 'data: x\n\ndata: y\n\n', isOpen: true }],
  ['an event that is no message', { type: EVENTS, body: 'data: null\n\n' }],
  ['null', { type: JSON_TYPE, body: 'null' }],
  ['a text', { type: JSON_TYPE, body: '"hello"' }],
  ['an object', { type: JSON_TYPE, body: '{"ok":true}' }],
  ['a list', { type: JSON_TYPE, body: '[1]' }],
  ['nothing in a list', { type: JSON_TYPE, body: '[]' }],
  ['an object with the id of the request', { type: JSON_TYPE, body: '{"id":1}' }],
  ['the answer to something else', { type: JSON_TYPE, body: answer(77) }],
  ['half an answer', { type: JSON_TYPE, body: '{"jsonrpc":"2.0","id":1,"res' }],
] satisfies [string, Said][])('%s', (_, said) => {
  test('as the answer to initialize, and the next request gets through', async () => {
    const { open, ask, heard, bugs } = await startBridge(
      await startStranger(said, { type: JSON_TYPE, body: answer(2) }),
    );
    expect((await open()).error).toEqual(NOT_THE_HUB);
    expect((await ask('tools/list')).result).toEqual({});
    expect(heard).toHaveLength(2);
    expect(bugs).toEqual([]);
  });

  test.each(['tools/list', 'subscriptions/listen'])('as the answer to %s of 2026-07-28', async (method) => {
    const { ask, heard, bugs } = await startBridge(await startStranger(said));
    const { params } = modern(method, method === 'tools/list' ? {} : { notifications: {} }).body;
    expect((await ask(method, params)).error).toEqual(NOT_THE_HUB);
    expect(heard).toHaveLength(1);
    expect(bugs).toEqual([]);
  });
});

test('what was answered before the nonsense, or before the end, is answered once', async () => {
  const script = [
    { type: EVENTS, body: `data: ${answer(1)}\n\ndata: not json\n\n` },
    { type: EVENTS, body: `data: ${answer(2)}\n\n`, isOpen: true },
  ];
  const { ask, bridge, heard } = await startBridge(await startStranger(...script));
  const { params } = modern('tools/list').body;
  for (const id of [1, 2]) expect(await ask('tools/list', params)).toMatchObject({ id, result: {} });
  await bridge.end(50);
  expect(heard).toHaveLength(2);
});

test('nothing of a stream of notices is handed on that is no message', async () => {
  const initialized = { type: JSON_TYPE, body: answer(1) };
  const notice = '{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}';
  const stream = { type: EVENTS, body: `data: ${notice}\n\ndata: not json\n\n`, isOpen: true };
  const { open, lines, heard, bugs } = await startBridge(
    await startStranger(initialized, { type: JSON_TYPE, body: '' }, stream),
  );
  await open();
  await expect.poll(() => heard.length).toBe(2);
  expect(lines.at(-1)).toBe(notice);
  expect(bugs).toEqual([]);
});

test('who was not answered when the bridge ends is told so, and who has cancelled is not', async () => {
  const { send, bridge, heard } = await startBridge(
    await startStranger({ type: EVENTS, body: ': wait\n\n', isOpen: true }),
  );
  send({ id: 'one', method: 'initialize', params: {} });
  send(modern('tools/list', {}, 'two').body);
  send(modern('tools/list', {}, 'three').body);
  send({ method: 'notifications/cancelled', params: { requestId: 'three' } });
  await bridge.end(50);
  expect(heard.map(({ id, error }) => [id, error?.data])).toEqual([
    ['one', { code: 'hub-down' }],
    ['two', { code: 'hub-down' }],
  ]);
});
