/** Bodies that are too large, too slow, too deep, or nonsense. */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { ACCEPT, askModern, modern, openSession, postText, startMcp } from '../../../../support/mcp.ts';
import { createTestHandlers } from '../../../../support/mcp-tools.ts';

const { url, port } = await startMcp(createTestHandlers());
const MIB = 2 ** 20;

/** A valid request of at least so many bytes. */
function large(bytes: number) {
  return modern('tools/call', { name: 'echo', arguments: { text: 'x'.repeat(bytes) } });
}

function streamOf(chunk: Uint8Array, count: number): ReadableStream {
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (sent === count) controller.close();
      else controller.enqueue(chunk);
      sent += 1;
    },
  });
}

describe('the limit', () => {
  test('4 MiB are taken', async () => {
    const { body, headers } = large(4 * MIB - 1_000);
    const { status, text } = await postText(url, JSON.stringify(body), headers);
    expect([status, text.length > 8 * MIB - 3_000]).toEqual([200, true]);
  });

  test.each([
    ['with a length', () => JSON.stringify(large(5 * MIB).body)],
    ['in chunks', () => streamOf(Buffer.from(JSON.stringify(large(5 * MIB).body)), 1)],
    ['in many chunks', () => streamOf(Buffer.alloc(64 * 1024, ' '), 100)],
  ])('5 MiB and more %s are 413, and the connection lives', async (_how, body) => {
    const { headers } = large(1);
    const { status, messages } = await postText(url, body(), headers);
    expect([status, messages[0]?.error?.code]).toEqual([413, -32600]);
    expect((await askModern(url, 'tools/list')).status).toBe(200);
  });

  test('a body without end is cut off', async () => {
    const { headers } = large(1);
    const all = { host: 'localhost', 'content-type': 'application/json', accept: ACCEPT, ...headers };
    const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    const socket = connect(port, '127.0.0.1');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    let answer = '';
    socket.on('data', (data) => {
      answer += data.toString('latin1');
    });
    socket.write(`POST /mcp HTTP/1.1\r\n${head.join('')}transfer-encoding: chunked\r\n\r\n`);
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(MIB, ' '), Buffer.from('\r\n')]);
    while (!socket.destroyed) {
      if (!socket.write(chunk))
        await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
      await sleep(0);
    }
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
  });

  test('may be set', async () => {
    const small = await startMcp(createTestHandlers(), { maxBodyBytes: 1_000 });
    const { body, headers } = large(1_000);
    expect((await postText(small.url, JSON.stringify(body), headers)).status).toBe(413);
  });
});

test('a client that sends byte by byte is served', async () => {
  const { body, headers } = modern('tools/call', { name: 'echo', arguments: { text: 'größe' } });
  const payload = Buffer.from(JSON.stringify(body));
  const all = {
    host: 'localhost',
    'content-type': 'application/json',
    accept: ACCEPT,
    connection: 'close',
    'content-length': `${payload.length}`,
    ...headers,
  };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let answer = '';
  socket.setEncoding('utf8').on('data', (data) => {
    answer += data;
  });
  socket.write(`POST /mcp HTTP/1.1\r\n${head.join('')}\r\n`);
  for (const byte of payload) {
    socket.write(Buffer.of(byte));
    await new Promise(setImmediate);
  }
  await new Promise((resolve) => socket.once('close', resolve));
  expect(answer).toContain('echo: größe');
});

test('a client that goes in the middle of its body harms nobody', async () => {
  for (let at = 0; at < 20; at += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(
      'POST /mcp HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"json',
    );
    await new Promise(setImmediate);
    socket.resetAndDestroy();
  }
  expect((await askModern(url, 'tools/list')).status).toBe(200);
});

test.each([
  ['arrays', '['.repeat(MIB) + ']'.repeat(MIB)],
  ['objects', `${'{"a":'.repeat(300_000)}1${'}'.repeat(300_000)}`],
])('%s in endless depth are refused, or served', async (_what, deep) => {
  const { headers, body } = modern('tools/call', { name: 'echo', arguments: { text: 'DEEP' } });
  const inside = JSON.stringify(body).replace('"DEEP"', () => deep);
  expect((await postText(url, deep)).status).toBe(400);
  expect([200, 400]).toContain((await postText(url, inside, headers)).status);
  expect((await askModern(url, 'tools/list')).status).toBe(200);
});

test('a question cannot be tied to a request in endless depth, and the next one is served', async () => {
  const _meta = { 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } };
  const { headers, body } = modern('tools/call', { name: 'asks', arguments: { text: 'DEEP' }, _meta });
  const text = JSON.stringify(body).replace('"DEEP"', () => '['.repeat(100_000) + ']'.repeat(100_000));
  const { status, messages } = await postText(url, text, headers);
  expect([status, messages[0]?.error?.code]).toEqual([200, -32602]);
  expect((await askModern(url, 'tools/list')).status).toBe(200);
});

/** A small generator, so that a failure can be repeated. */
function randomly(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

/** Changes a text in one of the ways that break parsers and assumptions. */
function mutate(text: string, next: (below: number) => number): string {
  const at = next(text.length);
  const values = ['null', '[]', '{}', '-1', '1e400', '""', 'true', '"\\u0000"', '{"__proto__":{}}'];
  switch (next(5)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + String.fromCharCode(next(0x300)) + text.slice(at + 1);
    case 2:
      return text.slice(0, at) + text.slice(at + 1 + next(20));
    case 3:
      return text.slice(0, at) + text.slice(next(text.length));
    default: {
      const parts = text.split(/(?<=:)/);
      const part = 1 + next(parts.length - 1);
      parts[part] = (parts[part] ?? '').replace(
        /^("[^"]*"|[^,}\]]+)/,
        () => values[next(values.length)] ?? '',
      );
      return parts.join('');
    }
  }
}

test('fuzzed bodies get an answer of the protocol and never an error of the server', async () => {
  const errors: unknown[] = [];
  const server = await startMcp(createTestHandlers(), {
    onError: (error, call) => {
      // The test's own handlers fail on purpose.
      if (!call) errors.push(error);
    },
  });
  const session = await openSession(server.url, { version: '2025-03-26' });
  const seeds = [
    modern('tools/call', { name: 'echo', arguments: { text: 'x' }, _meta: { progressToken: 1 } }),
    modern('prompts/get', { name: 'greet', arguments: { who: 'x' } }),
    modern('completion/complete', {
      ref: { type: 'ref/prompt', name: 'a' },
      argument: { name: 'b', value: 'c' },
    }),
    modern('tools/call', { name: 'asks', inputResponses: { user: {} }, requestState: 'a.b' }),
    {
      body: [
        { jsonrpc: '2.0', id: 1, method: 'ping' },
        { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } },
      ],
      headers: session.headers,
    },
    {
      body: {
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'echo', arguments: { text: 'x' } },
      },
      headers: session.headers,
    },
    {
      body: {
        jsonrpc: '2.0',
        id: 1,
        method: 'initialize',
        params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
      },
      headers: {},
    },
  ];
  const next = randomly(20_261_121);
  const statuses = new Set<number>();
  for (let round = 0; round < 60; round += 1) {
    const answers = await Promise.all(
      Array.from({ length: 25 }, () => {
        const { body, headers } = seeds[next(seeds.length)] ?? { body: {}, headers: {} };
        let text = JSON.stringify(body);
        for (let times = next(3); times >= 0; times -= 1) text = mutate(text, next) || '{}';
        return postText(server.url, text, headers as Record<string, string>);
      }),
    );
    for (const { status } of answers) statuses.add(status);
  }
  expect(errors).toEqual([]);
  expect([...statuses].filter((status) => ![200, 202, 400, 404].includes(status))).toEqual([]);
  expect(statuses.has(200) && statuses.has(400)).toBe(true);
  expect((await askModern(server.url, 'tools/list')).status).toBe(200);
}, 60_000);
