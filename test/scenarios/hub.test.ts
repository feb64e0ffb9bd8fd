/** The hub through the real command: agents' tokens, sessions, audit, restarts, refusals. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeHome, modeOf, treeOf } from '../support/home.ts';
import { callTool, open, post, rpc, startHub } from '../support/hub.ts';
import { auditOf, setUpAgents } from '../support/hub-home.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';
import { withStore } from '../support/store.ts';

const THREAD = '0199a0b1-c2d3-7e4f-8a9b-0c1d2e3f4a5b';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

const setUp = () => setUpAgents(nerve);

describe('nerve serve', () => {
  it('knows agents by their token and sessions by their thread, and keeps what was called', async () => {
    const { home, codex, claude, before } = await setUp();
    const hub = await startHub(home);
    expect(await (await fetch(`${hub.url}/healthz`)).json()).toEqual({ ok: true });
    expect((await fetch(`${hub.url}/readyz`)).status).toBe(200);
    const session = await open(hub.url, codex, 'codex-mcp-client');
    const called = await callTool(
      hub.url,
      'session_context',
      { topic: 'x' },
      { token: codex, session },
      { threadId: THREAD },
    );
    expect(called.body.result.content[0].text).toContain(`session: codex:${THREAD}`);
    const other = await open(hub.url, claude, 'claude-code');
    await callTool(
      hub.url,
      'hub_status',
      {},
      { token: claude, session: other },
      { 'claudecode/toolUseId': 'toolu_1' },
    );
    await callTool(hub.url, 'hub_status', { wrong: 1 }, { token: claude, session: other });
    expect((await hub.stop()).code).toBe(0);
    const events = await auditOf(nerve, home);
    expect(events.map(({ principal, tool, callId }) => [principal, tool, callId])).toEqual([
      ['claude-code', 'hub_status', null],
      ['claude-code', 'hub_status', 'toolu_1'],
      ['codex', 'session_context', null],
    ]);
    expect(events[0]).toMatchObject({ code: 'invalid-arguments' });
    const one = await nerve.expect(0, home, `audit --json --session codex:${THREAD}`);
    expect(JSON.parse(one.stdout).data.events).toEqual([events[2]]);
    const { sessions } = JSON.parse((await nerve.expect(0, home, 'sessions list --json')).stdout).data;
    expect(sessions.map((row: { id: string }) => row.id).sort()).toEqual([
      `codex:${THREAD}`,
      expect.stringMatching(/^external:claude-code:T[0-9A-F]{32}$/),
    ]);
    const own = await nerve.expect(0, home, `audit --json --session codex:${THREAD}`);
    expect(JSON.parse(own.stdout).data.events).toMatchObject([{ tool: 'session_context' }]);
    const args = JSON.stringify({ session_id: 'codex:none' });
    expect((await nerve.expect(1, home, `tools call session_archive --args ${args}`)).stdout).toContain(
      'unknown-session',
    );
    await nerve.expect(0, home, `sessions archive codex:${THREAD}`);
    expect((await nerve.expect(0, home, `sessions show codex:${THREAD}`)).stdout).toContain('archived');
    expect(modeOf(join(home, '.nerve/secrets/mcp-session.key'))).toBe('600');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });

  it('is the same hub for its clients after a restart and after a kill', async () => {
    const { home, codex } = await setUp();
    const first = await startHub(home);
    const session = await open(first.url, codex);
    await callTool(first.url, 'hub_status', {}, { token: codex, session });
    await first.stop();
    const second = await startHub(home);
    expect(
      (await callTool(second.url, 'hub_status', {}, { token: codex, session })).body.result.isError,
    ).toBeUndefined();
    await second.stop('SIGKILL');
    const third = await startHub(home);
    expect((await callTool(third.url, 'hub_status', {}, { token: codex, session })).status).toBe(200);
    await third.stop();
  });

  it('notices a token that was revoked by another process', async () => {
    const { home, codex } = await setUp();
    const hub = await startHub(home);
    const session = await open(hub.url, codex);
    await nerve.expect(0, home, 'token revoke codex');
    const { status, body, headers } = await callTool(hub.url, 'hub_status', {}, { token: codex, session });
    expect([status, body.error.code]).toEqual([401, 'unauthorized']);
    expect(body.error.message).toContain('revoked');
    expect(headers.get('www-authenticate')).toContain('Bearer');
    await hub.stop();
    expect((await auditOf(nerve, home))[0]).toMatchObject({
      outcome: 'refused',
      code: 'revoked',
      tool: null,
    });
  });

  it('turns away who has no business here, and notes it', async () => {
    const { home, codex, claude } = await setUp();
    const hub = await startHub(home);
    const session = await open(hub.url, codex);
    const tampered = `${codex.slice(0, -4)}AAAA`;
    const [header = '', payload = ''] = codex.split('.');
    const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${payload}.`;
    const refusals: readonly (readonly [expected: number, code: string, ask: object, body?: string])[] = [
      [401, 'no-token', {}],
      [401, 'malformed', { token: 'x' }],
      [401, 'malformed', { token: 'x'.repeat(9000) }],
      [401, 'bad-signature', { token: tampered }],
      [401, 'malformed', { token: unsigned }],
      [401, 'malformed', { token: `${header}.${payload}` }],
      [403, 'foreign-origin', { token: codex, headers: { origin: 'https://evil.example' } }],
    ];
    for (const [expected, , ask] of refusals) {
      expect([ask, (await rpc(hub.url, 'tools/list', {}, ask)).status]).toEqual([ask, expected]);
    }
    // A session belongs to the token that opened it.
    expect((await callTool(hub.url, 'hub_status', {}, { token: claude, session })).status).toBe(404);
    expect((await post(hub.url, 'x'.repeat(5 * 2 ** 20), { token: codex })).status).toBe(413);
    expect((await fetch(`${hub.url}/nothing`)).status).toBe(404);
    await hub.stop();
    const codes = (await auditOf(nerve, home)).map(({ code }) => code);
    for (const [, code] of refusals) expect(codes).toContain(code);
  });

  it('shows and allows what the scopes of a token allow', async () => {
    const { home } = await setUp();
    const token = (await nerve.expect(0, home, 'token mint narrow --scopes sessions')).stdout.trim();
    const hub = await startHub(home);
    const session = await open(hub.url, token);
    const { body } = await rpc(hub.url, 'tools/list', {}, { token, session });
    expect(body.result.tools.map(({ name }: { name: string }) => name)).toEqual([
      'session_list',
      'session_read',
      'session_title',
      'session_archive',
    ]);
    const denied = await callTool(hub.url, 'hub_status', {}, { token, session });
    expect(denied.body.result).toMatchObject({ isError: true });
    expect(denied.body.result.content[0].text).toContain('lacks the scope read');
    expect((await rpc(hub.url, 'resources/list', {}, { token, session })).body.result.resources).toEqual([]);
    await hub.stop();
  });

  it('offers the workspace and the bundles to read', async () => {
    const { home, codex } = await setUp();
    const hub = await startHub(home);
    const session = await open(hub.url, codex);
    const ask = { token: codex, session };
    const listed = (await rpc(hub.url, 'resources/list', {}, ask)).body.result.resources;
    expect(listed.map(({ uri }: { uri: string }) => uri)).toEqual(
      expect.arrayContaining(['nerve://workspace/USER.md', 'nerve://bundles/codex']),
    );
    const bundle = (await rpc(hub.url, 'resources/read', { uri: 'nerve://bundles/codex' }, ask)).body.result;
    expect(bundle.contents[0].text).toContain('# Memory for Codex');
    for (const uri of ['nerve://workspace/../config.yaml', 'nerve://workspace/', 'file:///etc/passwd']) {
      expect((await rpc(hub.url, 'resources/read', { uri }, ask)).body.error.code).toBe(-32002);
    }
    const typed = {
      ref: { type: 'ref/resource', uri: 'nerve://bundles/{agent}' },
      argument: { name: 'agent', value: 'c' },
    };
    expect((await rpc(hub.url, 'completion/complete', typed, ask)).body.result.completion.values).toEqual([
      'codex',
      'claude-code',
    ]);
    await hub.stop();
  });

  it('lets agents read what was said in other sessions', async () => {
    const { home, codex } = await setUp();
    const id = `codex:${THREAD}`;
    await withStore(home, async (store) => {
      await store.sessions.touch([{ id, at: Date.now(), client: 'codex', title: 'The release' }]);
      await store.messages.append(
        id,
        [1, 2, 3].map((at) => ({ externalId: `m${at}`, at, role: 'user', kind: 'text', text: `text ${at}` })),
      );
    });
    const hub = await startHub(home);
    const session = await open(hub.url, codex);
    const ask = { token: codex, session };
    const read = async (args: object) =>
      (await callTool(hub.url, 'session_read', { session_id: id, ...args }, ask)).body.result;
    const first = await read({ limit: 2 });
    expect(first.structuredContent).toMatchObject({
      messageCount: 3,
      messages: [{ id: 1 }, { id: 2 }],
      next: 2,
    });
    expect(first.content[0].text).toContain('> text 1');
    expect((await read({ after: 2 })).structuredContent).toMatchObject({
      messages: [{ text: 'text 3' }],
      next: null,
    });
    const uri = `nerve://sessions/${id}`;
    const { contents } = (await rpc(hub.url, 'resources/read', { uri }, ask)).body.result;
    expect(contents[0]).toMatchObject({ uri, mimeType: 'text/markdown' });
    expect(contents[0].text).toContain('```text\ntext 3\n```');
    const typed = {
      ref: { type: 'ref/resource', uri: 'nerve://sessions/{id}' },
      argument: { name: 'id', value: 'release' },
    };
    expect((await rpc(hub.url, 'completion/complete', typed, ask)).body.result.completion.values).toEqual([
      id,
    ]);
    const narrow = (await nerve.expect(0, home, 'token mint narrow --scopes read')).stdout.trim();
    const other = { token: narrow, session: await open(hub.url, narrow) };
    expect((await rpc(hub.url, 'resources/read', { uri }, other)).body.error.code).toBe(-32002);
    expect((await rpc(hub.url, 'completion/complete', typed, other)).body.result.completion.values).toEqual(
      [],
    );
    await hub.stop();
    const { stdout } = await nerve.expect(0, home, `sessions show ${id} --limit 2`);
    expect(stdout).toMatch(/user text, .*, 1\n {2}text 1\n[\s\S]*More: --after 2/);
  });
});

describe('a hub that cannot start', () => {
  it('says who is the hub already', async () => {
    const { home } = await setUp();
    const hub = await startHub(home);
    const run = await nerve.expect(5, home, 'serve --port 0');
    expect(run.stderr).toContain(`Process ${hub.pid} is the hub of`);
    await hub.stop();
    expect(existsSync(join(home, '.nerve/ledger/hub-lock'))).toBe(false);
  });

  it('says that the port is taken', async () => {
    const { home } = await setUp();
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const run = await nerve.expect(5, home, `serve --port ${port} --json`);
    expect(JSON.parse(run.stdout).error.code).toBe('port-in-use');
    other.close();
  });

  it.each([
    ['--host 0.0.0.0', 'open-bind', 4],
    ['--tls-cert /nothing --tls-key /nothing', 'no-such-file', 2],
  ] as const)('%s', async (flags, code, exit) => {
    const { home } = await setUp();
    const run = await nerve.expect(exit, home, `serve --port 0 --json ${flags}`);
    expect(JSON.parse(run.stdout).error.code).toBe(code);
  });

  it('serves before nerve is set up, and says what is missing', async () => {
    const home = makeHome();
    const hub = await startHub(home);
    expect((await fetch(`${hub.url}/readyz`)).status).toBe(200);
    expect((await rpc(hub.url, 'tools/list', {})).status).toBe(401);
    expect((await hub.stop('SIGINT')).stderr).toContain('nerve init');
    expect((await hub.done).code).toBe(130);
  });
});

describe('beside the hub', () => {
  it('is uninstalled with a word about it', async () => {
    const { home, before } = await setUp();
    const hub = await startHub(home, '--no-sync');
    const { stderr } = await nerve.expect(0, home, 'uninstall --yes');
    expect(stderr).toContain(`The hub still runs (process ${hub.pid})`);
    expect((await hub.stop()).code).toBe(0);
    expect(treeOf(home)).toEqual(before);
  });

  it('keeps the agents in step', async () => {
    const { home } = await setUp();
    const hub = await startHub(home);
    const { appendFileSync } = await import('node:fs');
    await expect.poll(() => existsSync(join(home, '.nerve/ledger/watch-lock')), { timeout: 5000 }).toBe(true);
    appendFileSync(join(home, 'nerve-workspace/USER.md'), '- I use pnpm, never npm.\n');
    await expect
      .poll(() => readFileSync(join(home, '.codex/AGENTS.md'), 'utf8'), { timeout: 5000 })
      .toContain('never npm');
    await hub.stop();
  });
});
