/** The bridge between a client of the 2025 revisions and a server on a real socket. */
import { expect, test } from 'vitest';
import { startBridge, startBridged } from '../../../support/bridge.ts';
import { startMcp, textOf } from '../../../support/mcp.ts';
import { createTestHandlers } from '../../../support/mcp-tools.ts';

const CHANGED = 'notifications/tools/list_changed';

async function setUp(options: Parameters<typeof startBridged>[0] = {}) {
  const { bridge, server, wire, witness } = await startBridged(options);
  const call = (name: string, args: object = {}, meta?: object, id?: string) =>
    bridge.ask('tools/call', { name, arguments: args, ...(meta ? { _meta: meta } : {}) }, id);
  const streams = (): number => wire.requests.filter((text) => text.startsWith('GET ')).length;
  return { ...bridge, server, wire, witness, call, streams };
}

test('a session is opened, used and ended', async () => {
  const { open, ask, call, wire, bridge, bugs } = await setUp();
  expect((await open('2025-06-18')).result?.protocolVersion).toBe('2025-06-18');
  expect((await ask('tools/list')).result?.tools).toHaveLength(14);
  expect(textOf(await call('echo', { text: 'Grüße' }))).toBe('echo: Grüße');
  expect((await call('nope')).error?.code).toBe(-32602);
  await bridge.end(1000);
  const last = wire.requests.at(-1) ?? '';
  expect(last).toMatch(/^DELETE /);
  expect(last).toMatch(/mcp-session-id: \S+/i);
  expect(last).toMatch(/mcp-protocol-version: 2025-06-18/i);
  expect(bugs).toEqual([]);
});

test('answers pass as they came', async () => {
  const { open, call, lines } = await setUp();
  await open();
  await call('list', {}, { 'claudecode/toolUseId': 'toolu_1' }, 'a "strange" id');
  expect(lines.at(-1)).toBe(
    '{"jsonrpc":"2.0","id":"a \\"strange\\" id","result":{"content":[{"type":"text","text":"[1,2]"}]}}',
  );
});

test('messages may come before the answer to initialize is there', async () => {
  const { send, call, heard } = await setUp();
  const clientInfo = { name: 'pipe', version: '1' };
  send({ id: 'first', method: 'initialize', params: { protocolVersion: '2025-06-18', clientInfo } });
  send({ method: 'notifications/initialized' });
  expect(textOf(await call('echo', { text: 'soon' }))).toBe('echo: soon');
  expect(heard[0]).toMatchObject({ id: 'first', result: { protocolVersion: '2025-06-18' } });
});

test('progress, logs and questions pass both ways', async () => {
  const { open, call, ask, send, heard } = await setUp();
  await open('2025-11-25', { elicitation: {} });
  await call('steps', {}, { progressToken: 'p' });
  expect(heard.filter(({ method }) => method === 'notifications/progress')).toHaveLength(2);
  await ask('logging/setLevel', { level: 'debug' });
  await call('logs');
  expect(heard.filter(({ method }) => method === 'notifications/message')).toHaveLength(2);
  const answer = call('asks');
  await expect.poll(() => heard.some(({ method }) => method === 'elicitation/create')).toBe(true);
  const question = heard.find(({ method }) => method === 'elicitation/create');
  send({ id: question?.id, result: { action: 'accept', content: { name: 'Ada' } } });
  expect(textOf(await answer)).toContain('Ada');
});

test('a cancelled call stops at the server, and is not answered', async () => {
  const { open, call, send, witness, heard, streams } = await setUp();
  await open();
  void call('waits', {}, undefined, 'w');
  await expect.poll(() => witness.started).toEqual(['w']);
  send({ method: 'notifications/cancelled', params: { requestId: 'w' } });
  await expect.poll(() => witness.aborted).toEqual(['w']);
  expect(textOf(await call('echo', { text: 'on' }))).toBe('echo: on');
  expect(heard.some(({ id }) => id === 'w')).toBe(false);
  expect(streams()).toBe(1);
});

test('notices arrive, also after the stream broke, and then everything may have changed', async () => {
  const { open, heard, wire, server, streams } = await setUp();
  await open();
  const changes = () => heard.filter(({ method }) => method === CHANGED).length;
  const tell = () => server.mcp.notify({ method: CHANGED });
  await expect.poll(tell).toBe(1);
  await expect.poll(changes).toBe(1);
  wire.cut();
  await expect.poll(changes, { timeout: 5000 }).toBe(2);
  expect(heard.map(({ method }) => method)).toContain('notifications/resources/list_changed');
  expect(streams()).toBe(2);
  tell();
  await expect.poll(changes).toBe(3);
});

test('a call whose connection breaks is made again, under the same id', async () => {
  const { open, call, wire, witness } = await setUp();
  await open();
  const answer = call('waits', { ms: 300 }, undefined, 'w');
  await expect.poll(() => witness.started).toEqual(['w']);
  wire.cut();
  expect(textOf(await answer)).toBe('waited');
  expect(witness.started).toEqual(['w', 'w']);
  const sent = wire.requests.filter((text) => text.includes('"waits"'));
  const ids = sent.map((text) => /"nerve\/callId":"([0-9a-f-]{36})"/.exec(text)?.[1]);
  expect(ids).toHaveLength(2);
  expect(ids[0]).toBeDefined();
  expect(ids[1]).toBe(ids[0]);
});

test('a call that breaks every connection is given up', async () => {
  const { open, call, wire, witness } = await setUp();
  await open();
  const answer = call('waits', {}, undefined, 'w');
  for (let tries = 1; tries <= 4; tries += 1) {
    await expect.poll(() => witness.started.length, { timeout: 5000 }).toBe(tries);
    wire.cut();
  }
  expect((await answer).error).toMatchObject({ message: 'The hub is away.', data: { code: 'hub-down' } });
});

test('a hub that is away for a moment is waited for, one that stays away is named', async () => {
  const { open, call, wire } = await setUp({ patienceMs: 400 });
  await open();
  await wire.down();
  const answer = call('echo', { text: 'late' });
  const { error } = await answer;
  expect(error).toMatchObject({ code: -32603, message: 'The hub is away.', data: { code: 'hub-down' } });
  const late = call('echo', { text: 'late' });
  await wire.up();
  expect(textOf(await late)).toBe('echo: late');
});

test('a session that the server has forgotten is opened again, with what the client had set', async () => {
  const { open, ask, call, wire, heard, server, streams } = await setUp();
  await open();
  await ask('logging/setLevel', { level: 'debug' });
  await ask('resources/subscribe', { uri: 'note://one' });
  await expect.poll(streams).toBe(1);
  // Somebody else ends it.
  const id = /mcp-session-id: (\S+)/i.exec(wire.requests.at(-1) ?? '')?.[1] ?? '';
  const headers = { authorization: 'Bearer anybody', 'mcp-session-id': id };
  expect((await fetch(server.url, { method: 'DELETE', headers })).status).toBe(200);
  await call('logs');
  expect(heard.filter(({ method }) => method === 'notifications/message')).toHaveLength(2);
  expect(heard.filter(({ error }) => error)).toEqual([]);
  await expect.poll(streams).toBeGreaterThan(1);
  server.mcp.notify({ method: 'notifications/resources/updated', uri: 'note://one' });
  await expect.poll(() => heard.map(({ method }) => method)).toContain('notifications/resources/updated');
});

test('a token that the server refuses is read again', async () => {
  let token = 'old';
  const renewed: string[] = [];
  const credentials = {
    token: () => token,
    renew: (refused: string) => {
      renewed.push(refused);
      return refused !== token;
    },
  };
  const server = await startMcp(createTestHandlers());
  server.refused.add('old');
  const { open } = await startBridge(server.url, { credentials });
  expect((await open()).error).toMatchObject({
    message: 'The nerve hub refused: Stale.',
    data: { code: 'unauthorized' },
  });
  token = 'new';
  expect((await open()).result).toBeDefined();
  expect(renewed).toEqual(['old']);
});

test('one that was replaced meanwhile takes the session along', async () => {
  let token = 'old';
  const credentials = {
    token: () => token,
    renew(refused: string) {
      token = 'new';
      return refused !== token;
    },
  };
  const server = await startMcp(createTestHandlers());
  const { open, ask, heard } = await startBridge(server.url, { credentials });
  await open();
  server.refused.add('old');
  const answer = await ask('tools/call', { name: 'whoami', arguments: {} });
  expect(textOf(answer)).toContain('"key":"new"');
  await expect.poll(() => heard.map(({ method }) => method)).toContain(CHANGED);
});

test('batches are answered one message at a time or together, as the server likes', async () => {
  const { open, send, heard, lines } = await setUp();
  await open('2025-03-26');
  const ask = (id: number, name: string) => ({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: { name, arguments: { text: id } },
  });
  send(JSON.stringify([ask(11, 'echo'), ask(12, 'echo')]));
  await expect.poll(() => lines.some((line) => line.includes('echo: 12'))).toBe(true);
  expect(heard.flat().map(({ id }) => id)).toEqual(expect.arrayContaining([11, 12]));
});

test('what is no message is refused here', async () => {
  const { send, heard, open } = await setUp();
  send('{"jsonrpc":');
  send('{"no":"message"}');
  send('[]');
  expect(heard.map(({ error }) => error?.code)).toEqual([-32700, -32600, -32600]);
  await open();
  expect(heard.at(-1)?.result).toBeDefined();
});

test('a ping before the session is answered here', async () => {
  const { ask, wire } = await setUp();
  expect((await ask('ping')).result).toEqual({});
  expect(wire.requests).toEqual([]);
});
