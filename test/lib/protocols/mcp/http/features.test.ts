/** What the features look like on the wire, in both eras, through a socket. */
import { describe, expect, test } from 'vitest';
import { askModern, INFO, openSession, startMcp, textOf } from '../../../../support/mcp.ts';
import { createTestHandlers, question } from '../../../../support/mcp-tools.ts';

const { url } = await startMcp(createTestHandlers(), { instructions: 'Begin with session_context.' });
const SERVER = { 'io.modelcontextprotocol/serverInfo': { name: INFO.name, version: INFO.version } };
const COMPLETE = { resultType: 'complete', _meta: SERVER };
const PRIVATE = { cacheScope: 'private' };

describe('2026-07-28', () => {
  test.each([
    [
      'server/discover',
      {},
      {
        supportedVersions: ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26'],
        capabilities: {
          logging: {},
          tools: { listChanged: true },
          resources: { subscribe: true, listChanged: true },
          prompts: { listChanged: true },
          completions: {},
        },
        instructions: 'Begin with session_context.',
        ttlMs: 3_600_000,
        ...PRIVATE,
      },
    ],
    [
      'tools/call',
      { name: 'echo', arguments: { text: 'hi' } },
      { content: [{ type: 'text', text: 'echo: hi' }], structuredContent: { echoed: 'hi' } },
    ],
    [
      'tools/call',
      { name: 'boom' },
      { content: [{ type: 'text', text: 'boom failed on purpose' }], isError: true },
    ],
    [
      'tools/call',
      { name: 'list' },
      { content: [{ type: 'text', text: '[1,2]' }], structuredContent: [1, 2] },
    ],
    ['resources/list', {}, { resources: [{ uri: 'note://one', name: 'One' }], ttlMs: 60_000, ...PRIVATE }],
    ['resources/templates/list', {}, { resourceTemplates: [], ttlMs: 60_000, ...PRIVATE }],
    [
      'resources/read',
      { uri: 'note://one' },
      { contents: [{ uri: 'note://one', text: 'one' }], ttlMs: 5, ...PRIVATE },
    ],
    [
      'prompts/list',
      {},
      { prompts: [{ name: 'greet', arguments: [{ name: 'who' }] }], ttlMs: 60_000, ...PRIVATE },
    ],
    [
      'prompts/get',
      { name: 'greet', arguments: { who: 'Ada' } },
      { messages: [{ role: 'user', content: { type: 'text', text: 'Hello Ada' } }] },
    ],
  ])('%s %j', async (method, params, result) => {
    const { status, headers, messages } = await askModern(url, method, params);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json');
    expect(messages).toEqual([{ jsonrpc: '2.0', id: 1, result: { ...COMPLETE, ...result } }]);
  });

  test('a missing resource is a wrong parameter', async () => {
    const { status, messages } = await askModern(url, 'resources/read', { uri: 'note://two' });
    expect(status).toBe(200);
    expect(messages[0]?.error).toEqual({
      code: -32602,
      message: 'Resource not found',
      data: { uri: 'note://two' },
    });
  });

  test('a handler learns who calls, and gets _meta as it was sent', async () => {
    const _meta = { threadId: 't-1', 'claudecode/toolUseId': 'toolu_1' };
    const { messages } = await askModern(
      url,
      'tools/call',
      { name: 'whoami', _meta },
      { authorization: 'Bearer me' },
    );
    const text = textOf(messages[0]);
    expect(JSON.parse(text)).toMatchObject({
      principal: { key: 'me' },
      protocolVersion: '2026-07-28',
      transport: 'http',
      client: { info: { name: 'tester', version: '9' }, capabilities: {} },
      meta: _meta,
    });
    expect(JSON.parse(text)).not.toHaveProperty('sessionId');
  });

  test('progress comes on a stream, and grows', async () => {
    const params = { name: 'steps', _meta: { progressToken: 7 } };
    const { headers, messages } = await askModern(url, 'tools/call', params);
    expect(headers.get('content-type')).toBe('text/event-stream');
    expect(headers.get('x-accel-buffering')).toBe('no');
    expect(messages).toMatchObject([
      {
        method: 'notifications/progress',
        params: { progressToken: 7, progress: 1, total: 2, message: 'step 1' },
      },
      { method: 'notifications/progress', params: { progressToken: 7, progress: 2 } },
      { id: 1, result: { resultType: 'complete' } },
    ]);
  });

  test('without a token there is no progress and no stream', async () => {
    const { headers, messages } = await askModern(url, 'tools/call', { name: 'steps' });
    expect(headers.get('content-type')).toBe('application/json');
    expect(messages).toHaveLength(1);
  });

  test.each([
    [undefined, []],
    ['debug', ['fine', { reason: 'bad' }]],
    ['warning', [{ reason: 'bad' }]],
    ['critical', []],
  ])('logs for the level %s', async (level, datas) => {
    const _meta = { 'io.modelcontextprotocol/logLevel': level };
    const { messages } = await askModern(url, 'tools/call', { name: 'logs', _meta });
    expect(messages.slice(0, -1).map(({ params }) => params?.data)).toEqual(datas);
  });
});

describe('2025', () => {
  test.each([
    ['ping', undefined, {}],
    [
      'tools/call',
      { name: 'echo', arguments: { text: 'hi' } },
      { content: [{ type: 'text', text: 'echo: hi' }], structuredContent: { echoed: 'hi' } },
    ],
    ['tools/call', { name: 'list' }, { content: [{ type: 'text', text: '[1,2]' }] }],
    ['resources/read', { uri: 'note://one' }, { contents: [{ uri: 'note://one', text: 'one' }] }],
    ['prompts/list', {}, { prompts: [{ name: 'greet', arguments: [{ name: 'who' }] }] }],
    ['resources/subscribe', { uri: 'note://one' }, {}],
    ['resources/unsubscribe', { uri: 'note://one' }, {}],
    ['logging/setLevel', { level: 'info' }, {}],
  ])('%s %j', async (method, params, result) => {
    const { ask } = await openSession(url);
    const { status, messages } = await ask(method, params, 'id');
    expect(status).toBe(200);
    expect(messages).toEqual([{ jsonrpc: '2.0', id: 'id', result }]);
  });

  test('initialize says what there is', async () => {
    const session = await openSession(url);
    expect(session.id).not.toBe('');
    const { ask } = await openSession(url, { version: '2025-06-18' });
    const { messages } = await ask('tools/call', { name: 'whoami' });
    const text = textOf(messages[0]);
    expect(JSON.parse(text)).toMatchObject({
      protocolVersion: '2025-06-18',
      client: { info: { name: 'tester', version: '9' }, capabilities: {} },
      sessionId: expect.stringMatching(/^[\w-]{16}$/),
    });
  });

  test('completions are cut to a hundred', async () => {
    const { ask } = await openSession(url);
    const params = { ref: { type: 'ref/prompt', name: 'greet' }, argument: { name: 'who', value: 'A' } };
    const { messages } = await ask('completion/complete', params);
    const completion = messages[0]?.result?.completion as { values: string[] };
    expect(completion).toMatchObject({ total: 120, hasMore: true });
    expect(completion.values).toHaveLength(100);
  });

  test('logs come from the level that the session has set, and none before', async () => {
    const { ask } = await openSession(url);
    expect((await ask('tools/call', { name: 'logs' })).messages).toHaveLength(1);
    await ask('logging/setLevel', { level: 'error' });
    const { messages } = await ask('tools/call', { name: 'logs' });
    expect(messages).toMatchObject([
      {
        method: 'notifications/message',
        params: { level: 'error', logger: 'core', data: { reason: 'bad' } },
      },
      { id: 1 },
    ]);
  });

  test('a client that cannot be asked is an error of the request', async () => {
    const { ask } = await openSession(url);
    const { messages } = await ask('tools/call', { name: 'asks' });
    expect(messages[0]?.error?.code).toBe(-32600);
  });
});

describe('questions of 2026-07-28', () => {
  const _meta = { 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } };
  const answer = (name: string) => ({ action: 'accept', content: { name } });
  const call = async (params: object, principal = 'anybody') => {
    const { status, messages } = await askModern(
      url,
      'tools/call',
      { name: 'asks_twice', _meta, ...params },
      { authorization: `Bearer ${principal}` },
    );
    return { jsonrpc: '', status, ...messages[0] };
  };

  test('each round brings back the answers of those before', async () => {
    const one = await call({});
    expect(one.result).toEqual({
      ...COMPLETE,
      resultType: 'input_required',
      inputRequests: { first: question },
      requestState: expect.any(String),
    });
    const two = await call({
      inputResponses: { first: answer('Ada') },
      requestState: one.result?.requestState,
    });
    expect(two.result?.inputRequests).toEqual({ second: question });
    const three = await call({
      inputResponses: { second: answer('Bob') },
      requestState: two.result?.requestState,
    });
    const text = textOf(three);
    expect(JSON.parse(text)).toEqual([answer('Ada'), answer('Bob')]);
  });

  test.each([
    ['nothing', {}],
    ['another key', { other: answer('x') }],
    ['no object', { first: 7 }],
  ])('an answer with %s is asked for again', async (_what, inputResponses) => {
    const { result } = await call({ inputResponses });
    expect(result?.resultType).toBe('input_required');
  });

  test('what was never asked is ignored', async () => {
    const inputResponses = { first: answer('A'), second: answer('B'), third: answer('C') };
    expect((await call({ inputResponses })).result?.resultType).toBe('complete');
  });

  test.each([
    ['is null', { inputResponses: null }],
    ['is no object', { inputResponses: [] }],
  ])('inputResponses that %s is an error', async (_what, params) => {
    expect((await call(params)).error?.code).toBe(-32602);
  });

  test('a state is good for one principal and one request only', async () => {
    const { requestState } = (await call({})).result ?? {};
    const inputResponses = { first: answer('A') };
    for (const [params, principal] of [
      [{ requestState: `${requestState}x` }, undefined],
      [{ requestState: 7 }, undefined],
      [{ requestState }, 'somebody else'],
      [{ requestState, arguments: { other: true } }, undefined],
      [{ requestState, name: 'asks' }, undefined],
      [{ requestState, name: 'echo' }, undefined],
    ] as const) {
      const { status, error } = await call({ inputResponses, ...params }, principal);
      expect([status, error?.code]).toEqual([200, -32602]);
    }
    expect((await call({ inputResponses, requestState })).error).toBeUndefined();
  });

  test('prompts ask the same way', async () => {
    const { messages } = await askModern(url, 'prompts/get', { name: 'asked', _meta });
    expect(messages[0]?.result?.resultType).toBe('input_required');
  });

  test('a client that cannot be asked is told what it lacks, with 400', async () => {
    const { status, messages } = await askModern(url, 'tools/call', { name: 'asks' });
    expect(status).toBe(400);
    expect(messages[0]?.error).toMatchObject({
      code: -32021,
      data: { requiredCapabilities: { elicitation: {} } },
    });
  });
});
