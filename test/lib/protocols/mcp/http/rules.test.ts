/** The rules of the endpoint as a table: what is sent, and which status and JSON-RPC code come back. */
import { describe, expect, test } from 'vitest';
import {
  ACCEPT,
  askModern,
  type Headers,
  modern,
  openSession,
  postText,
  readAnswer,
  startMcp,
  type TestServer,
  useSession,
} from '../../../../support/mcp.ts';
import { createTestHandlers } from '../../../../support/mcp-tools.ts';

let server: TestServer;
const url = async (): Promise<string> => {
  server ??= await startMcp(createTestHandlers());
  return server.url;
};
const INIT = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } };
const rpc = (method: string, params?: unknown, id: unknown = 1): object => ({
  jsonrpc: '2.0',
  id,
  method,
  params,
});

describe('before the body', () => {
  test.each([
    ['another type', { 'content-type': 'text/plain' }, 415],
    ['no type', { 'content-type': '' }, 415],
    ['a type that only begins like JSON', { 'content-type': 'application/jsonish' }, 415],
    ['no stream accepted', { accept: 'application/json' }, 406],
    ['no JSON accepted', { accept: 'text/event-stream' }, 406],
    ['JSON with a charset', { 'content-type': 'application/json; charset=utf-8' }, 200],
    ['types with weights, the other way round', { accept: 'text/event-stream;q=0.5, Application/JSON' }, 200],
    ['anything accepted', { accept: '*/*' }, 200],
  ])('%s', async (_what, headers: Headers, status) => {
    const { body } = modern('tools/list');
    const { headers: standard } = modern('tools/list');
    const answer = await postText(await url(), JSON.stringify(body), { ...standard, ...headers });
    expect(answer.status).toBe(status);
    if (status !== 200) expect(answer.messages[0]?.error?.code).toBe(-32600);
  });

  test.each(['PUT', 'PATCH', 'OPTIONS'])('%s is no method of the endpoint', async (method) => {
    const response = await fetch(await url(), { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, POST, DELETE');
  });

  test.each(['GET', 'DELETE'])(
    '%s without a session is for 2026 clients, who know only POST',
    async (method) => {
      const response = await fetch(await url(), { method, headers: { accept: ACCEPT } });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('POST');
    },
  );

  test('a slash at the end and a query make no difference', async () => {
    const { body, headers } = modern('tools/list');
    for (const suffix of ['/', '?x=1', '/?x=1'])
      expect((await postText(`${await url()}${suffix}`, JSON.stringify(body), headers)).status).toBe(200);
    expect((await postText(`${await url()}er`, JSON.stringify(body), headers)).status).toBe(404);
  });
});

describe('what is no message', () => {
  const VERSION = { 'mcp-protocol-version': '2026-07-28' };
  test.each([
    ['not JSON', '{', {}, -32700, null],
    ['nothing', '', {}, -32700, null],
    ['not JSON, of a 2026 client', '{', VERSION, -32700, undefined],
    ['a number', '7', {}, -32600, null],
    ['null', 'null', {}, -32600, null],
    ['another version of JSON-RPC', '{"jsonrpc":"1.0","id":3,"method":"ping"}', {}, -32600, 3],
    ['an id that is null', '{"jsonrpc":"2.0","id":null,"method":"ping"}', {}, -32600, null],
    ['an id that is a fraction', '{"jsonrpc":"2.0","id":1.5,"method":"ping"}', {}, -32600, null],
    ['parameters by position', '{"jsonrpc":"2.0","id":3,"method":"ping","params":[]}', {}, -32600, 3],
    ['neither method nor result', '{"jsonrpc":"2.0","id":3}', {}, -32600, 3],
    ['a batch of 2026', '[{"jsonrpc":"2.0","id":3,"method":"tools/list"}]', VERSION, -32600, undefined],
    ['a response of 2026', '{"jsonrpc":"2.0","id":3,"result":{}}', VERSION, -32600, undefined],
  ])('%s', async (_what, body, headers: Headers, code, id) => {
    const { status, messages } = await postText(await url(), body, headers);
    expect(status).toBe(400);
    expect(messages[0]?.error?.code).toBe(code);
    expect(messages[0]?.id).toBe(id);
  });
});

describe('requests of 2026-07-28', () => {
  const drop = (key: string) => ({ [`io.modelcontextprotocol/${key}`]: undefined });
  const version = (text: unknown) => ({ 'io.modelcontextprotocol/protocolVersion': text });
  test.each([
    ['no version in the body', 'tools/list', drop('protocolVersion'), {}, 400, -32602],
    ['no capabilities', 'tools/list', drop('clientCapabilities'), {}, 400, -32602],
    ['no client info', 'tools/list', drop('clientInfo'), {}, 200, undefined],
    ['a version that is no text', 'tools/list', version(7), {}, 400, -32602],
    ['no version header', 'tools/list', {}, { 'mcp-protocol-version': '' }, 400, -32020],
    ['another version header', 'tools/list', {}, { 'mcp-protocol-version': '2025-11-25' }, 400, -32020],
    [
      'a version to come',
      'tools/list',
      version('2030-01-01'),
      { 'mcp-protocol-version': '2030-01-01' },
      400,
      -32022,
    ],
    [
      'an old version',
      'tools/list',
      version('2025-11-25'),
      { 'mcp-protocol-version': '2025-11-25' },
      400,
      -32022,
    ],
    ['no method header', 'tools/list', {}, { 'mcp-method': '' }, 400, -32020],
    ['another method header', 'tools/list', {}, { 'mcp-method': 'Tools/List' }, 400, -32020],
    ['an unknown method', 'tools/frobnicate', {}, {}, 404, -32601],
    ['a name that objects have by birth', 'constructor', {}, {}, 404, -32601],
    ['a method of 2025', 'ping', {}, {}, 404, -32601],
    ['setLevel', 'logging/setLevel', {}, {}, 404, -32601],
    ['subscribe', 'resources/subscribe', {}, {}, 404, -32601],
    ['initialize with a claim', 'initialize', {}, {}, 404, -32601],
    ['no level of logs', 'tools/list', { 'io.modelcontextprotocol/logLevel': 'loud' }, {}, 400, -32602],
    ['a session id', 'tools/list', {}, { 'mcp-session-id': 'nonsense' }, 200, undefined],
  ])('%s', async (_what, method, _meta, headers: Headers, status, code) => {
    const answer = await askModern(await url(), method, { _meta }, headers);
    expect(answer.status).toBe(status);
    expect(answer.messages[0]?.error?.code).toBe(code);
    expect(answer.messages[0]?.id).toBe(1);
    expect(answer.headers.has('mcp-session-id')).toBe(false);
  });

  test('without _meta, the header alone makes the claim', async () => {
    const body = JSON.stringify(rpc('tools/list', {}));
    const answer = await postText(await url(), body, { 'mcp-protocol-version': '2026-07-28' });
    expect([answer.status, answer.messages[0]?.error?.code]).toEqual([400, -32602]);
  });

  test('an unsupported version is told which ones there are', async () => {
    const _meta = version('2030-01-01');
    const { messages } = await askModern(
      await url(),
      'x',
      { _meta },
      { 'mcp-protocol-version': '2030-01-01' },
    );
    expect(messages[0]?.error?.data).toEqual({
      supported: ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26'],
      requested: '2030-01-01',
    });
  });

  test.each([
    ['missing', '', 400],
    ['of another tool', 'boom', 400],
    ['as it is', 'echo', 200],
    ['with blanks around', ' echo ', 200],
    ['as base64', `=?base64?${btoa('echo')}?=`, 200],
    ['as base64 of another tool', `=?base64?${btoa('boom')}?=`, 400],
    ['as broken base64', '=?base64?***?=', 400],
  ])('Mcp-Name %s', async (_what, name, status) => {
    const params = { name: 'echo', arguments: { text: 'hi' } };
    const { status: got, messages } = await askModern(await url(), 'tools/call', params, {
      'mcp-name': name,
    });
    expect(got).toBe(status);
    expect(messages[0]?.error?.code).toBe(status === 200 ? undefined : -32020);
  });

  test.each([
    ['missing', 'eu', '', 400],
    ['the same', 'eu', 'eu', 200],
    ['different', 'eu', 'us', 400],
    ['encoded', 'größe', `=?base64?${Buffer.from('größe').toString('base64')}?=`, 200],
    ['without an argument', undefined, 'eu', 400],
    ['missing, and so is the argument', undefined, '', 200],
    ['missing, and the argument is null', null, '', 200],
  ])('Mcp-Param-Region %s', async (_what, region, sent, status) => {
    const params = { name: 'region', arguments: { region } };
    const answer = await askModern(await url(), 'tools/call', params, { 'mcp-param-region': sent });
    expect(answer.status).toBe(status);
    expect(answer.messages[0]?.error?.code).toBe(status === 200 ? undefined : -32020);
  });

  test('a notification is taken and means nothing', async () => {
    const body = JSON.stringify({
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId: 1 },
    });
    const answer = await postText(await url(), body, { 'mcp-protocol-version': '2026-07-28' });
    expect([answer.status, answer.text]).toEqual([202, '']);
  });
});

describe('requests of 2025', () => {
  test.each([
    ['2025-03-26', '2025-03-26'],
    ['2025-06-18', '2025-06-18'],
    ['2025-11-25', '2025-11-25'],
    ['2024-11-05', '2025-11-25'],
    ['2026-07-28', '2025-11-25'],
    ['nonsense', '2025-11-25'],
  ])('initialize with %s speaks %s', async (asked, spoken) => {
    const body = JSON.stringify(rpc('initialize', { ...INIT, protocolVersion: asked }));
    const { status, headers, messages } = await postText(await url(), body);
    expect(status).toBe(200);
    expect(messages[0]?.result).toMatchObject({
      protocolVersion: spoken,
      serverInfo: { name: 'test-server' },
    });
    expect(headers.get('mcp-session-id')).toMatch(/^[\x21-\x7e]{20,400}$/);
  });

  test('initialize after a discover with the header of 2026 is still initialize', async () => {
    const body = JSON.stringify(rpc('initialize', INIT));
    const answer = await postText(await url(), body, { 'mcp-protocol-version': '2026-07-28' });
    expect(answer.messages[0]?.result?.protocolVersion).toBe('2025-11-25');
  });

  test('initialize without a version is refused', async () => {
    const answer = await postText(await url(), JSON.stringify(rpc('initialize', {})));
    expect([answer.status, answer.messages[0]?.error?.code]).toEqual([400, -32602]);
    expect(answer.headers.has('mcp-session-id')).toBe(false);
  });

  test.each([
    ['no session', {}, 400, -32600],
    ['an unknown session', { 'mcp-session-id': 'f28dd5fc-5c47-4716-84d8-da0291f5b0ab' }, 404, -32001],
    ['an empty signature', { 'mcp-session-id': 'abc.' }, 404, -32001],
  ])('%s', async (_what, headers: Headers, status, code) => {
    for (const body of [
      rpc('tools/list'),
      rpc('ping'),
      { jsonrpc: '2.0', method: 'notifications/initialized' },
    ]) {
      const answer = await postText(await url(), JSON.stringify(body), headers);
      expect([answer.status, answer.messages[0]?.error?.code]).toEqual([status, code]);
    }
  });

  test.each([
    ['2024-11-05', 400],
    ['1.0', 400],
    ['2025-03-26', 200],
    ['', 200],
  ])('in a session, MCP-Protocol-Version "%s" gives %i', async (version, status) => {
    const { headers } = await openSession(await url());
    const answer = await postText(await url(), JSON.stringify(rpc('ping')), {
      ...headers,
      'mcp-protocol-version': version,
    });
    expect(answer.status).toBe(status);
  });

  test.each([
    ['an unknown method', 'tools/frobnicate', {}, -32601],
    ['a method of 2026', 'server/discover', {}, -32601],
    ['an unknown tool', 'tools/call', { name: 'nope' }, -32602],
    ['a tool that objects have by birth', 'tools/call', { name: 'constructor' }, -32602],
    ['a call without a name', 'tools/call', {}, -32602],
    ['arguments by position', 'tools/call', { name: 'echo', arguments: [] }, -32602],
    ['a handler that throws', 'tools/call', { name: 'throws' }, -32603],
    ['a handler that rejects', 'tools/call', { name: 'rejects' }, -32603],
    ['an unknown resource', 'resources/read', { uri: 'note://two' }, -32002],
    ['an unknown prompt', 'prompts/get', { name: 'nope' }, -32602],
    [
      'arguments of a prompt that are no texts',
      'prompts/get',
      { name: 'greet', arguments: { who: 7 } },
      -32602,
    ],
    ['no level', 'logging/setLevel', { level: 'loud' }, -32602],
    ['an unknown cursor', 'tools/list', { cursor: 'bm9wZQ' }, -32602],
    ['a cursor that is no text', 'tools/list', { cursor: 7 }, -32602],
    ['a completion of nothing', 'completion/complete', { ref: { type: 'ref/tool' } }, -32602],
  ])('%s is an error in a 200', async (_what, method, params, code) => {
    const { ask } = await openSession(await url());
    const { status, messages } = await ask(method, params, 'a');
    expect(status).toBe(200);
    expect(messages[0]).toMatchObject({ id: 'a', error: { code } });
    expect(JSON.stringify(messages)).not.toContain('secret');
  });

  test('a notification is answered by 202 and nothing', async () => {
    const { tell } = await openSession(await url());
    for (const method of [
      'notifications/initialized',
      'notifications/cancelled',
      'notifications/of/the/future',
    ]) {
      const { status, text } = await tell(method, { requestId: 99 });
      expect([status, text]).toEqual([202, '']);
    }
  });

  test('a response that nobody waits for is taken', async () => {
    const { headers } = await openSession(await url());
    const answer = await postText(await url(), '{"jsonrpc":"2.0","id":"x","result":{}}', headers);
    expect([answer.status, answer.text]).toEqual([202, '']);
  });

  test('a session ends by DELETE', async () => {
    const session = await openSession(await url());
    const response = await fetch(await url(), { method: 'DELETE', headers: session.headers });
    expect(response.status).toBe(200);
    expect((await session.ask('ping')).status).toBe(404);
    expect((await fetch(await url(), { method: 'DELETE', headers: session.headers })).status).toBe(404);
  });

  test('a session is of no use to another principal', async () => {
    const mine = await openSession(await url(), { principal: 'me' });
    expect((await mine.ask('ping')).status).toBe(200);
    const theirs = useSession(await url(), mine.id, { principal: 'them' });
    expect((await theirs.ask('ping')).status).toBe(404);
    expect((await fetch(await url(), { method: 'DELETE', headers: theirs.headers })).status).toBe(404);
    expect((await mine.ask('ping')).status).toBe(200);
  });

  test('GET wants a stream', async () => {
    const { headers } = await openSession(await url());
    const response = await fetch(await url(), { headers: { ...headers, accept: 'application/json' } });
    expect(response.status).toBe(406);
    expect((await readAnswer(response)).messages[0]?.error?.code).toBe(-32600);
  });
});

describe('batches', () => {
  const two = [rpc('ping', undefined, 1), rpc('tools/call', { name: 'echo', arguments: { text: 'x' } }, 2)];
  const note = { jsonrpc: '2.0', method: 'notifications/initialized' };
  const send = async (version: string, body: unknown) => {
    const { headers } = await openSession(await url(), { version });
    return postText(await url(), JSON.stringify(body), headers);
  };

  test('2025-03-26 answers all requests in one array', async () => {
    const { status, messages } = await send('2025-03-26', [note, ...two]);
    expect(status).toBe(200);
    expect(messages[0]).toMatchObject([
      { id: 1, result: {} },
      { id: 2, result: { content: [{ text: 'echo: x' }] } },
    ]);
  });

  test('with something to say before, the answers come one by one on a stream', async () => {
    const params = { name: 'steps', _meta: { progressToken: 't' } };
    const { messages } = await send('2025-03-26', [rpc('ping', undefined, 1), rpc('tools/call', params, 2)]);
    expect(messages.map(({ id, method }) => id ?? method)).toEqual([
      'notifications/progress',
      'notifications/progress',
      1,
      2,
    ]);
  });

  test('only notifications: 202', async () => {
    expect((await send('2025-03-26', [note, note])).status).toBe(202);
  });

  test.each([
    ['2025-06-18', two],
    ['2025-11-25', two],
    ['2025-03-26', []],
    ['2025-03-26', [rpc('initialize', INIT)]],
    ['2025-03-26', [modern('tools/list').body]],
    ['2025-03-26', [7]],
    ['2025-03-26', Array.from({ length: 101 }, () => note)],
  ])('%s refuses %j', async (version, body) => {
    const { status, messages } = await send(version, body);
    expect([status, messages[0]?.error?.code]).toEqual([400, -32600]);
  });
});

test('a server without prompts knows no method of prompts', async () => {
  const small = await startMcp({ listTools: () => ({ items: [] }) });
  const { messages } = await askModern(small.url, 'server/discover');
  expect(messages[0]?.result?.capabilities).toEqual({ logging: {}, tools: { listChanged: true } });
  for (const method of ['prompts/list', 'resources/list', 'resources/templates/list', 'tools/call'])
    expect((await askModern(small.url, method, { name: 'x' })).status).toBe(404);
});
