/** A real hub and everybody who should not get anything from it: refused, noted, and none the worse for it. */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { forge, keyOf, partsOf, tamper } from '../support/forge.ts';
import { makeHome } from '../support/home.ts';
import { callTool, open, rpc, startHub } from '../support/hub.ts';
import { auditOf, callBody, JSON_TYPES, mint, stopWell } from '../support/hub-scenario.ts';
import { openConnection, type RawAnswer, type RawRequest } from '../support/raw-http.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

const PING = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });
const MIB = 2 ** 20;

async function setUp() {
  const home = makeHome();
  const token = await mint(nerve, home, 'good');
  const hub = await startHub(home);
  return { home, token, hub, connection: openConnection(hub.url) };
}

type Case = readonly [what: string, status: number, code: string | undefined, request: RawRequest];

describe('who shows no good token', () => {
  it('is refused with a sentence, and noted with the reason', async () => {
    const { home, token, hub, connection } = await setUp();
    const revoked = await mint(nerve, home, 'revoked');
    await nerve.expect(0, home, 'token revoke revoked');
    const machine = (await nerve.expect(0, home, 'token mint machine --kind node')).stdout.trim();
    const key = keyOf(home);
    const [past, kid] = [Math.floor(Date.now() / 1000) - 3600, partsOf(token).header.kid];
    const bearer = (value: string): RawRequest => ({
      headers: { ...JSON_TYPES, authorization: `Bearer ${value}` },
      body: PING,
    });
    const cases: readonly Case[] = [
      ['revoked', 401, 'revoked', bearer(revoked)],
      ['for another door', 401, 'wrong-kind', bearer(machine)],
      ['expired', 401, 'expired', bearer(forge(token, { claims: { exp: past } }, key))],
      ['for somebody else', 401, 'wrong-audience', bearer(forge(token, { claims: { aud: 'other' } }, key))],
      ['by somebody else', 401, 'wrong-audience', bearer(forge(token, { claims: { iss: 'other' } }, key))],
      ['never handed out', 401, 'unknown-token', bearer(forge(token, { claims: { jti: 'T0' } }, key))],
      ['with more scopes', 401, 'unknown-token', bearer(forge(token, { claims: { scope: 'admin' } }, key))],
      ['without claims', 401, 'malformed', bearer(forge(token, { claims: { exp: undefined } }, key))],
      ['of another key', 401, 'bad-signature', bearer(forge(token, {}))],
      ['of an unknown key', 401, 'unknown-key', bearer(forge(token, { header: { kid: 'aaaaaaaaaaaa' } }))],
      ['of a key elsewhere', 401, 'unknown-key', bearer(forge(token, { header: { kid: '../../config' } }))],
      ['of no key', 401, 'unknown-key', bearer(forge(token, { header: { kid: undefined } }, key))],
      [
        'of a key that it brings',
        401,
        'bad-signature',
        bearer(forge(token, { header: { jwk: { kty: 'oct' } } })),
      ],
      [
        'unsigned',
        401,
        'malformed',
        bearer(`${forge(token, { header: { alg: 'none' } }).replace(/[^.]*$/, '')}`),
      ],
      ['unsigned, in capitals', 401, 'malformed', bearer(forge(token, { header: { alg: 'NONE' } }, key))],
      ['RS256 by our key', 401, 'malformed', bearer(forge(token, { header: { alg: 'RS256' } }, key))],
      ['HS512', 401, 'malformed', bearer(forge(token, { header: { alg: 'HS512' } }, key))],
      ['with another payload', 401, 'bad-signature', bearer(tamper(token, 1, 30))],
      ['with another signature', 401, 'bad-signature', bearer(tamper(token, 2))],
      ['cut off', 401, 'bad-signature', bearer(token.slice(0, -4))],
      ['without its signature', 401, 'malformed', bearer(token.split('.').slice(0, 2).join('.'))],
      ['of 8 kB', 401, 'malformed', bearer('x'.repeat(8193))],
      ['empty', 401, 'no-token', { headers: { ...JSON_TYPES, authorization: 'Bearer ' }, body: PING }],
      ['without Bearer', 401, 'no-token', { headers: { ...JSON_TYPES, authorization: token }, body: PING }],
      [
        'as a password',
        401,
        'no-token',
        { headers: { ...JSON_TYPES, authorization: `Basic ${token}` }, body: PING },
      ],
      [
        'in the address',
        401,
        'no-token',
        { path: `/mcp/v1?access_token=${token}`, headers: JSON_TYPES, body: PING },
      ],
      ['in a cookie', 401, 'no-token', { headers: { ...JSON_TYPES, cookie: `token=${token}` }, body: PING }],
      [
        'two of them',
        401,
        'no-token',
        { headers: { ...JSON_TYPES, authorization: `Bearer ${token} ${token}` }, body: PING },
      ],
      ['none', 401, 'no-token', { headers: JSON_TYPES, body: PING }],
      ['none, for a stream', 401, 'no-token', { method: 'GET', headers: { accept: 'text/event-stream' } }],
      ['none, and 5 MiB', 401, 'no-token', { headers: JSON_TYPES, body: Buffer.alloc(5 * MIB, ' ') }],
    ];
    expect(kid).toMatch(/^[a-z0-9]{12}$/);
    for (const [what, status, , request] of cases) {
      const answer = await connection.send(request);
      expect([what, answer.status]).toEqual([what, status]);
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="nerve"');
      expect(JSON.parse(answer.text).error).toEqual({
        code: 'unauthorized',
        message: expect.stringMatching(/\.$/),
      });
      expect(answer.text).not.toContain(token.slice(-20));
    }
    await stopWell(hub);
    const rows = await auditOf(home);
    expect(rows.map(({ code }) => code)).toEqual(cases.map(([, , code]) => code));
    expect(new Set(rows.map(({ outcome, tool }) => `${outcome} ${tool}`))).toEqual(new Set(['refused null']));
    expect(JSON.stringify(rows)).not.toContain(token.slice(-20));
  });
});

describe('who comes from elsewhere, or says nonsense', () => {
  it('is refused and noted, good token or not', async () => {
    const { home, token, hub, connection } = await setUp();
    const other = await mint(nerve, home, 'other');
    const session = await open(hub.url, token);
    const good = { ...JSON_TYPES, authorization: `Bearer ${token}` };
    const of = (id: string, name = token) => ({
      ...JSON_TYPES,
      authorization: `Bearer ${name}`,
      'mcp-session-id': id,
      'mcp-protocol-version': '2025-06-18',
    });
    const with_ = (headers: Readonly<Record<string, string>>): RawRequest => ({
      headers: { ...good, ...headers },
      body: PING,
    });
    const mine = of(session);
    const huge = Buffer.alloc(5 * MIB, ' ');
    const chunks = Array.from({ length: 80 }, () => Buffer.alloc(MIB / 16, ' '));
    const cases: readonly Case[] = [
      ['another host', 403, 'foreign-host', with_({ host: 'evil.example' })],
      ['a host like ours', 403, 'foreign-host', with_({ host: '127.0.0.1.evil.example' })],
      ['another origin', 403, 'foreign-origin', with_({ origin: 'https://evil.example' })],
      ['no origin of its own', 403, 'foreign-origin', with_({ origin: 'null' })],
      ['a page on another port', 403, 'foreign-origin', with_({ origin: 'http://127.0.0.1:1' })],
      ['another page of ours', 404, 'not-found', { path: '/mcp/v2', headers: good, body: PING }],
      ['5 MiB', 413, 'too-large', { headers: mine, body: huge }],
      ['5 MiB in chunks', 413, 'too-large', { headers: mine, body: chunks }],
      ['no JSON', 415, 'wrong-content-type', with_({ 'content-type': 'text/plain' })],
      ['a form', 415, 'wrong-content-type', with_({ 'content-type': 'application/x-www-form-urlencoded' })],
      ['wants a page', 406, 'wrong-accept', with_({ accept: 'text/html' })],
      ['wants JSON alone', 406, 'wrong-accept', with_({ accept: 'application/json' })],
      ['another verb', 405, 'wrong-method', { method: 'PUT', headers: good, body: PING }],
      ['a stream of no session', 405, 'wrong-method', { method: 'GET', headers: good }],
      ['an end of no session', 405, 'wrong-method', { method: 'DELETE', headers: good }],
      ['no session', 400, 'bad-request', { headers: good, body: PING }],
      ['an unknown session', 404, 'unknown-session', { headers: of('x'), body: PING }],
      [
        'a tampered session',
        404,
        'unknown-session',
        { headers: of(`${session.slice(0, -2)}AA`), body: PING },
      ],
      ['an endless session', 404, 'unknown-session', { headers: of(session.repeat(20)), body: PING }],
      ['a path for a session', 404, 'unknown-session', { headers: of('../../etc/passwd'), body: PING }],
      ["another's session", 404, 'unknown-session', { headers: of(session, other), body: PING }],
      ["another's stream", 404, 'unknown-session', { method: 'GET', headers: of(session, other) }],
      ["another's end", 404, 'unknown-session', { method: 'DELETE', headers: of(session, other) }],
      [
        'another revision',
        400,
        'bad-request',
        { headers: { ...mine, 'mcp-protocol-version': '1999-01-01' }, body: PING },
      ],
      ['half a message', 400, 'not-json', { headers: mine, body: '{"jsonrpc":' }],
      ['nothing', 400, 'not-json', { headers: mine, body: '' }],
      ['a number', 400, 'bad-request', { headers: mine, body: '7' }],
      ['no such method', 200, 'unknown-method', { headers: mine, body: PING.replace('ping', 'no/such') }],
      ['no such resource', 200, 'unknown-resource', { headers: mine, body: read('file:///etc/passwd') }],
      ['no such tool', 200, 'unknown-tool', { headers: mine, body: callBody('no_such_tool', {}) }],
      ['no name', 200, 'invalid-params', { headers: mine, body: callBody(7, {}) }],
      [
        'other arguments',
        200,
        'invalid-arguments',
        { headers: mine, body: callBody('hub_status', { x: 1 }) },
      ],
      ['it is still its own', 200, undefined, { headers: mine, body: PING }],
    ];
    for (const [what, status, code, request] of cases) {
      const answer = await connection.send(request);
      expect([what, answer.status]).toEqual([what, status]);
      expect(() => JSON.parse(answer.text)).not.toThrow();
      if (code !== undefined) expect([what, isRefusal(answer)]).toEqual([what, true]);
    }
    await stopWell(hub);
    const rows = await auditOf(home);
    expect(rows.map(({ code }) => code)).toEqual(cases.flatMap(([, , code]) => code ?? []));
    const whose = Object.fromEntries(rows.map(({ code, principal }) => [code, principal]));
    expect(whose).toMatchObject({ 'foreign-host': null, 'too-large': 'good', 'not-json': 'good' });
    const { session: of_, client } = rows.find(({ code }) => code === 'unknown-method') ?? {};
    expect([of_, client]).toEqual([expect.stringMatching(/^external:probe:T/), 'probe']);
  });

  it('gets nowhere by TRACE', async () => {
    const { home, hub, connection } = await setUp();
    for (const path of ['/api/sessions', '/mcp/v1', '/healthz']) {
      expect((await connection.send({ method: 'TRACE', path, headers: {} })).status).toBe(405);
    }
    await stopWell(hub);
    expect((await auditOf(home)).map(({ code }) => code)).toEqual(Array(3).fill('wrong-method'));
  });

  it('may break its connection, and never that of others', async () => {
    const { home, token, hub } = await setUp();
    const { port } = new URL(hub.url);
    const head = `POST /mcp/v1 HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${token}\r\n`;
    const sent = (text: string): Promise<string> => exchange(Number(port), text);
    expect(await sent(`${head}x-big: ${'x'.repeat(100_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
    expect(await sent(randomBytes(500).toString('latin1'))).toMatch(/^HTTP\/1\.1 400 /);
    expect(await sent(`${head}transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 400 /,
    );
    // Many that never end their headers hold nothing but their sockets.
    const slow = await Promise.all(Array.from({ length: 200 }, () => dial(Number(port), head)));
    const session = await open(hub.url, token);
    expect((await callTool(hub.url, 'hub_status', {}, { token, session })).status).toBe(200);
    for (const socket of slow) socket.destroy();
    await stopWell(hub);
    const codes = (await auditOf(home)).map(({ code }) => code);
    expect(codes.slice(0, 3)).toEqual(['headers-too-large', 'bad-http', 'bad-http']);
  });

  it('fills no disk: a flood is counted', async () => {
    const { home, token, hub } = await setUp();
    const connections = Array.from({ length: 10 }, () => openConnection(hub.url));
    const flood = (each: number, request: RawRequest): Promise<unknown> =>
      Promise.all(
        connections.map(async ({ send }) => {
          for (let i = 0; i < each; i++) await send(request);
        }),
      );
    await flood(300, { headers: JSON_TYPES, body: PING });
    // The owner of a token has as many rows as calls.
    const session = await open(hub.url, token);
    expect((await rpc(hub.url, 'no/such', {}, { token, session })).body.error.code).toBe(-32601);
    await stopWell(hub);
    const rows = await auditOf(home);
    const [last] = rows.filter(({ code }) => code === 'more-refused');
    const noted = rows.filter(({ code }) => code === 'no-token').length;
    expect(noted).toBeGreaterThanOrEqual(1000);
    expect(noted).toBeLessThan(1100);
    expect(last?.resultPreview).toBe(`${3000 - noted} more: no-token ${3000 - noted}`);
    expect(rows.some(({ code }) => code === 'unknown-method')).toBe(true);
  });
});

function isRefusal({ status, text }: RawAnswer): boolean {
  const body = JSON.parse(text);
  return status >= 400 || body.error !== undefined || body.result?.isError === true;
}

function read(uri: string): string {
  return JSON.stringify({ jsonrpc: '2.0', id: 3, method: 'resources/read', params: { uri } });
}

/** Sends bytes and gives what comes back until the other side ends. */
async function exchange(port: number, text: string): Promise<string> {
  const socket = await dial(port, text);
  let answer = '';
  socket.on('data', (data) => {
    answer += data.toString('latin1');
  });
  return new Promise((resolve) => socket.once('close', () => resolve(answer)));
}

function dial(port: number, text: string): Promise<ReturnType<typeof connect>> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  return new Promise((resolve) => {
    socket.once('connect', () => {
      socket.write(Buffer.from(text, 'latin1'));
      resolve(socket);
    });
  });
}
