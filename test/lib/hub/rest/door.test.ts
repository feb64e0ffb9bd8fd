/** The REST interface on a socket and a store of its own, where things go wrong that a whole hub does not let happen. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Context } from '../../../../src/lib/base/config/context.ts';
import type { Store } from '../../../../src/lib/base/store/store.ts';
import { createAudit } from '../../../../src/lib/hub/audit/audit.ts';
import type { AgentServices } from '../../../../src/lib/hub/rest/agent-services.ts';
import { createRestDoor, isRest } from '../../../../src/lib/hub/rest/door.ts';
import { makeFolder, openTestStore, T0, testClock } from '../../base/store/helpers.ts';

const PRINCIPAL = {
  jti: 'T1',
  name: 'dashboard',
  kind: 'api' as const,
  subject: 'ann',
  scopes: ['api', 'admin'],
  expiresAt: T0,
};

interface Options {
  readonly wrap?: (store: Store) => Store;
  readonly agents?: Partial<AgentServices>;
}

async function serve({ wrap = (store) => store, agents }: Options = {}) {
  const store = await openTestStore(join(makeFolder(), 'nerve.db'));
  await store.sessions.touch([{ id: 'codex:1', at: T0, title: 'old' }]);
  const audit = createAudit({
    keep: (rows) => store.events.append(rows),
    onError: (error) => {
      throw error;
    },
  });
  const warnings: string[] = [];
  const log = { warn: (text: string) => warnings.push(text) };
  const door = createRestDoor({
    context: { clock: testClock(), log, version: '1.2.3' } as unknown as Context,
    store: wrap(store),
    audit,
    facts: () => ({ url: 'http://hub', pid: 1, startedAt: T0 }),
    agents: agents as AgentServices | undefined,
    load: () => ({ streams: 2, calls: 1 }),
  });
  const server = createServer((req, res) => void door.handle(req, res, PRINCIPAL));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await audit.close();
  });
  const { port } = server.address() as AddressInfo;
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
    });
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
  };
  const rows = async () => {
    await audit.flush();
    return (await store.events.list()).events;
  };
  return { store, door, port, call, rows, warnings };
}

describe('a write', () => {
  it('is one with its row of the audit', async () => {
    const { store, call, rows } = await serve();
    await call('PATCH', '/api/sessions/codex:1', { title: 'new' });
    // Nothing had to be flushed for it.
    expect((await store.events.list()).events).toMatchObject([
      { tool: 'api:PATCH /api/sessions/{id}', outcome: 'ok', principal: 'dashboard', jti: 'T1' },
    ]);
    expect(await rows()).toHaveLength(1);
  });

  it('does not happen without it', async () => {
    const { store, call, rows, warnings } = await serve({
      wrap: (whole) => ({
        ...whole,
        events: {
          ...whole.events,
          append: async () => {
            throw new Error('the secret of the disk');
          },
        },
      }),
    });
    const { status, body } = await call('PATCH', '/api/sessions/codex:1', { title: 'new' });
    expect([status, body.error.code]).toEqual([500, 'internal']);
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(warnings[0]).toContain('the secret of the disk');
    expect(await store.sessions.byId('codex:1')).toMatchObject({ title: 'old' });
    expect(await rows()).toMatchObject([{ outcome: 'error', code: 'internal' }]);
  });

  it('takes data as deep as anybody needs, and no deeper', async () => {
    const { call, warnings } = await serve();
    const nested = (levels: number): object => (levels === 1 ? {} : { a: nested(levels - 1) });
    const message = (levels: number) => ({ externalId: `m${levels}`, role: 'user', data: nested(levels) });
    const path = '/api/sessions/codex:1/messages';
    expect((await call('POST', path, { messages: [message(100)] })).status).toBe(200);
    for (const levels of [101, 2000]) {
      const { status, body } = await call('POST', path, { messages: [message(levels)] });
      expect([status, body.error.message]).toEqual([
        400,
        expect.stringContaining('body.messages.0.data: is nested deeper than 100 levels'),
      ]);
    }
    expect(warnings).toEqual([]);
  });

  it('that fails is noted as what it was', async () => {
    const { call, rows } = await serve();
    expect((await call('POST', '/api/sessions/codex:9/archive')).status).toBe(404);
    expect((await call('PATCH', '/api/sessions/codex:1', { title: '' })).status).toBe(400);
    expect((await rows()).map(({ outcome, code }) => [outcome, code])).toEqual([
      ['invalid', 'invalid-request'],
      ['error', 'unknown-session'],
    ]);
  });
});

it('a hub that does not look after agents says so', async () => {
  const { call } = await serve();
  const { status, headers, body } = await call('GET', '/api/external-agents');
  expect([status, headers.get('retry-after'), body.error.code]).toEqual([503, '1', 'no-agents']);
});

it('what is under way over MCP is told', async () => {
  const { call } = await serve();
  expect((await call('GET', '/api/diagnostics')).body).toMatchObject({
    version: '1.2.3',
    mcp: { streams: 2, calls: 1 },
    database: { writer: { where: 'here', running: true, waiting: 0 } },
  });
});

describe('the end of a hub', () => {
  it('waits for requests under way, but not for ever', async () => {
    const begun = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const { door, call } = await serve({
      agents: {
        sync: async () => {
          begun.resolve();
          await finish.promise;
          return { agents: [], files: [], notices: [] };
        },
      },
    });
    const answer = call('POST', '/api/external-agents/sync');
    await begun.promise;
    await door.close(1);
    const closed = door.close(60_000);
    finish.resolve();
    await closed;
    expect((await answer).status).toBe(200);
  });

  it('does not wait for a client that went away with half a body', async () => {
    const { door, port, call } = await serve();
    await call('GET', '/api/sessions');
    const socket = connect(port, '127.0.0.1');
    socket.write('POST /api/tokens HTTP/1.1\r\nhost: hub\r\ncontent-length: 100\r\n\r\n{');
    await once(socket, 'connect');
    await call('GET', '/api/sessions');
    socket.destroy();
    await door.close(60_000);
  });
});

it.each([
  ['/api', true],
  ['/api?x', true],
  ['/api/sessions', true],
  ['/apis', false],
  ['/', false],
  [undefined, false],
])('%s is of REST: %s', (url, expected) => {
  expect(isRest(url)).toBe(expected);
});
