/** The bridge between a client of 2026-07-28 and a server on a real socket. */
import { expect, test } from 'vitest';
import { startBridge, startBridged } from '../../../support/bridge.ts';
import { modern, startMcp, textOf, type WireMessage } from '../../../support/mcp.ts';
import { createTestHandlers } from '../../../support/mcp-tools.ts';

const CHANGED = 'notifications/tools/list_changed';
const ACKNOWLEDGED = 'notifications/subscriptions/acknowledged';
const SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId';

async function setUp(options: Parameters<typeof startBridged>[0] = {}) {
  const { bridge, server, wire, witness } = await startBridged(options);
  const ask = (method: string, params = {}, id?: string): Promise<WireMessage> =>
    bridge.ask(method, modern(method, params).body.params, id);
  const call = (name: string, args: object = {}, id?: string, meta = {}) =>
    ask('tools/call', { name, arguments: args, _meta: meta }, id);
  const listen = (id: string, notifications: object): void =>
    bridge.send(modern('subscriptions/listen', { notifications }, id).body);
  const count = (method: string) => bridge.heard.filter((message) => message.method === method).length;
  return { ...bridge, ask, call, listen, count, server, wire, witness };
}

test('requests say in their headers what is in their body', async () => {
  const { ask, call, wire, bugs } = await setUp();
  expect((await ask('server/discover')).result?.supportedVersions).toContain('2026-07-28');
  expect(textOf(await call('echo', { text: 'hi' }))).toBe('echo: hi');
  expect((await ask('resources/read', { uri: 'note://one' })).result?.contents).toHaveLength(1);
  expect((await call('näme')).error?.message).toContain('Unknown tool: näme');
  expect((await ask('no/such')).error?.code).toBe(-32601);
  const read = wire.requests.find((text) => text.includes('note://one')) ?? '';
  expect(read).toMatch(/mcp-method: resources\/read\r\n/);
  expect(read).toMatch(/mcp-name: note:\/\/one\r\n/);
  expect(wire.requests.join('')).not.toMatch(/mcp-session-id/i);
  expect(bugs).toEqual([]);
});

test('a malformed claim gets the answer of the server', async () => {
  const { send, heard } = await setUp();
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2099-01-01',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  send({ id: 1, method: 'tools/list', params: { _meta } });
  send({
    id: 2,
    method: 'tools/list',
    params: { _meta: { ..._meta, 'io.modelcontextprotocol/protocolVersion': 7 } },
  });
  await expect.poll(() => heard.length).toBe(2);
  const codes = Object.fromEntries(heard.map(({ id, error }) => [id, error?.code]));
  expect(codes).toEqual({ 1: -32022, 2: -32602 });
});

test.each([
  ['as it was listed', true],
  ['although nobody has listed it', false],
])('a tool that wants an argument in a header gets it there, %s', async (_, isListed) => {
  const { ask, call, wire } = await setUp();
  if (isListed) await ask('tools/list');
  expect(textOf(await call('region', { region: 'Zürich', count: 1 }))).toBe('{"region":"Zürich","count":1}');
  const posts = wire.requests.filter(
    (text) => text.includes('"region"') && text.includes('Mcp-Param') === false,
  );
  expect(posts.at(-1)).toMatch(/mcp-param-region: =\?base64\?WsO8cmljaA==\?=/);
  expect(wire.requests.filter((text) => text.includes('mcp-method: tools/list'))).toHaveLength(1);
});

test('progress and questions pass', async () => {
  const { call, ask, count } = await setUp();
  await call('steps', {}, undefined, { progressToken: 1 });
  expect(count('notifications/progress')).toBe(2);
  const capable = { 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } };
  const first = (await call('asks', {}, undefined, capable)).result;
  expect(first?.resultType).toBe('input_required');
  const inputResponses = { user: { action: 'accept', content: { name: 'Ada' } } };
  const { requestState } = first ?? {};
  const params = { name: 'asks', arguments: {}, inputResponses, requestState, _meta: capable };
  expect(textOf(await ask('tools/call', params))).toContain('Ada');
});

test('cancelling closes the connection of the call, and nothing is answered', async () => {
  const { call, send, witness, heard } = await setUp();
  void call('waits', {}, 'w');
  await expect.poll(() => witness.started).toEqual(['w']);
  send({ method: 'notifications/cancelled', params: { requestId: 'w' } });
  await expect.poll(() => witness.aborted).toEqual(['w']);
  await call('echo', { text: 'on' });
  expect(heard.some(({ id }) => id === 'w')).toBe(false);
  expect(witness.started).toEqual(['w']);
});

test('a subscription is told of changes until it is cancelled', async () => {
  const { listen, call, send, count, heard, server } = await setUp();
  listen('s', { toolsListChanged: true });
  await expect.poll(() => count(ACKNOWLEDGED)).toBe(1);
  await call('change');
  await expect.poll(() => count(CHANGED)).toBe(1);
  send({ method: 'notifications/cancelled', params: { requestId: 's' } });
  await expect.poll(() => server.mcp.notify({ method: CHANGED })).toBe(0);
  expect(heard.some(({ id }) => id === 's')).toBe(false);
});

test('a subscription outlives its connection: one acknowledgement, and a word that all may have changed', async () => {
  const { listen, call, count, heard, wire } = await setUp();
  const uri = 'note://one';
  listen('s', { toolsListChanged: true, resourceSubscriptions: [uri] });
  await expect.poll(() => count(ACKNOWLEDGED)).toBe(1);
  wire.cut();
  await expect.poll(() => count(CHANGED), { timeout: 5000 }).toBe(1);
  expect(heard.find(({ method }) => method === CHANGED)?.params).toEqual({ _meta: { [SUBSCRIPTION]: 's' } });
  expect(heard.find(({ method }) => method === 'notifications/resources/updated')?.params).toEqual({
    _meta: { [SUBSCRIPTION]: 's' },
    uri,
  });
  expect(count('notifications/prompts/list_changed')).toBe(0);
  await call('change');
  await expect.poll(() => count(CHANGED)).toBe(2);
  expect(count(ACKNOWLEDGED)).toBe(1);
});

test('a server that ends the subscription gracefully is asked again', async () => {
  const { listen, count, heard, server, wire } = await setUp();
  listen('s', { toolsListChanged: true });
  await expect.poll(() => count(ACKNOWLEDGED)).toBe(1);
  await server.mcp.close({ graceMs: 0 });
  await expect.poll(() => wire.requests.length, { timeout: 5000 }).toBeGreaterThan(1);
  expect(heard.filter(({ id }) => id === 's')).toEqual([]);
});

test('a subscription that is refused is answered', async () => {
  const { listen, heard } = await setUp();
  listen('s', [] as never);
  await expect.poll(() => heard.find(({ id }) => id === 's')?.error?.code).toBe(-32602);
});

test('a call whose connection breaks is made again, under the same id', async () => {
  const { call, wire, witness } = await setUp();
  const answer = call('waits', { ms: 300 }, 'w');
  await expect.poll(() => witness.started).toEqual(['w']);
  wire.cut();
  expect(textOf(await answer)).toBe('waited');
  const ids = wire.requests.flatMap((text) =>
    [...text.matchAll(/"nerve\/callId":"([^"]+)"/g)].map(([, id]) => id),
  );
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
});

test('calls that have an id of their own keep it, word for word', async () => {
  const { send, heard, wire } = await setUp();
  const { body } = modern(
    'tools/call',
    { name: 'echo', arguments: { text: 'x' }, _meta: { callId: 'exec-1' } },
    'c',
  );
  const line = JSON.stringify(body).replace('{"', '{ "');
  send(line);
  await expect.poll(() => heard.length).toBe(1);
  expect(wire.requests.join('')).toContain(line);
});

test('a hub is started where none answers, once for all requests', async () => {
  let starts = 0;
  const { call, wire } = await setUp({
    startHub: async () => {
      starts += 1;
      if (starts === 1) await wire.up();
    },
  });
  await wire.down();
  const answers = await Promise.all([call('echo', { text: '1' }), call('echo', { text: '2' })]);
  expect(answers.map(textOf)).toEqual(['echo: 1', 'echo: 2']);
});

test('a subscription moves to the token that replaces its own', async () => {
  let token = 'old';
  const credentials = {
    token: () => token,
    renew(refused: string) {
      token = 'new';
      return refused !== token;
    },
  };
  const server = await startMcp(createTestHandlers(), { keepAliveMs: 60_000 });
  const bridge = await startBridge(server.url, { credentials });
  bridge.send(modern('subscriptions/listen', { notifications: { toolsListChanged: true } }, 's').body);
  const count = (method: string) => bridge.heard.filter((message) => message.method === method).length;
  await expect.poll(() => count(ACKNOWLEDGED)).toBe(1);
  server.refused.add('old');
  await bridge.ask('tools/list', modern('tools/list').body.params);
  await expect.poll(() => server.mcp.notify({ method: CHANGED }, 'new'), { timeout: 5000 }).toBe(1);
  expect(count(ACKNOWLEDGED)).toBe(1);
});
