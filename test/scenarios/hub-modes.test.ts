/** Other ways to run the hub: without tokens, on stdio, with parts switched off. */
import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeHome } from '../support/home.ts';
import { callTool, open, rpc, startHub } from '../support/hub.ts';
import { auditOf, setUpAgents } from '../support/hub-home.ts';
import { listen } from '../support/mcp.ts';
import { connectV1, connectV2 } from '../support/mcp-peers.ts';
import { buildNerve, createNerve, type Nerve, repository } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

describe('--insecure-dev', () => {
  it('lets in who shows no token, but not who shows a wrong one', async () => {
    const home = makeHome();
    const hub = await startHub(home, '--insecure-dev');
    const opened = await rpc(hub.url, 'initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'probe', version: '1' },
    });
    const session = opened.headers.get('mcp-session-id') ?? '';
    const { body } = await callTool(hub.url, 'hub_status', {}, { session });
    expect(body.result.structuredContent.agent).toBe('insecure-dev');
    expect(body.result.structuredContent.scopes).not.toContain('execute');
    expect((await rpc(hub.url, 'tools/list', {}, { token: 'wrong' })).status).toBe(401);
    expect((await rpc(hub.url, 'tools/list', {}, { headers: { authorization: 'Basic x' } })).status).toBe(
      401,
    );
    expect((await hub.stop()).stderr).toContain('may call without a token');
  });

  it('leaves the streams of those without a token alone', async () => {
    const home = makeHome();
    const hub = await startHub(home, '--insecure-dev', '--no-sync');
    const stream = await listen(`${hub.url}/mcp/v1`, { toolsListChanged: true }, '');
    expect((await stream.next())?.method).toBe('notifications/subscriptions/acknowledged');
    const next = stream.next();
    await nerve.expect(0, home, 'token mint other');
    const quiet = new Promise((resolve) => setTimeout(resolve, 1000, 'quiet'));
    expect(await Promise.race([next, quiet])).toBe('quiet');
    await hub.stop();
  });

  it.each(['--host 0.0.0.0 --behind-proxy', '--behind-proxy'])('not with %s', async (flags) => {
    const run = await nerve.expect(4, makeHome(), `serve --port 0 --json --insecure-dev ${flags}`);
    expect(JSON.parse(run.stdout).error.code).toBe('insecure-bind');
  });
});

describe('--tls-cert and --tls-key', () => {
  const file = (name: string): string => join(repository, 'test/fixtures/tls', name);

  it('serve TLS, and nothing else', async () => {
    const hub = await startHub(makeHome(), '--tls-cert', file('cert.pem'), '--tls-key', file('key.pem'));
    expect(hub.url).toMatch(/^https:/);
    const status = await new Promise((resolve, reject) => {
      get(`${hub.url}/healthz`, { ca: readFileSync(file('cert.pem')) }, (res) => {
        res.resume();
        resolve(res.statusCode);
      }).once('error', reject);
    });
    expect(status).toBe(200);
    await expect(fetch(hub.url.replace('https', 'http'))).rejects.toThrow();
    await hub.stop();
  });

  it('have to belong together', async () => {
    const args = `--tls-cert ${file('key.pem')} --tls-key ${file('cert.pem')}`;
    const run = await nerve.expect(4, makeHome(), `serve --port 0 --json ${args}`);
    expect(JSON.parse(run.stdout).error.code).toBe('bad-certificate');
    expect(run.stdout + run.stderr).not.toContain('PRIVATE');
  });
});

describe('settings', () => {
  it('take a token in the address, if told to', async () => {
    const { home, codex } = await setUpAgents(nerve);
    const call = async (url: string): Promise<number> =>
      (
        await fetch(`${url}/mcp/v1?token=${codex}`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: 'application/json, text/event-stream',
          },
          body: JSON.stringify({
            jsonrpc: '2.0',
            id: 1,
            method: 'initialize',
            params: {
              protocolVersion: '2025-06-18',
              capabilities: {},
              clientInfo: { name: 'p', version: '1' },
            },
          }),
        })
      ).status;
    const before = await startHub(home, '--no-sync');
    expect(await call(before.url)).toBe(401);
    await before.stop();
    await nerve.expect(0, home, 'config set mcp_endpoint.token_in_query true');
    const after = await startHub(home, '--no-sync');
    expect(await call(after.url)).toBe(200);
    const { stdout, stderr } = await after.stop();
    expect(stdout + stderr + JSON.stringify(await auditOf(nerve, home))).not.toContain(codex);
  });

  it('switch MCP off', async () => {
    const { home, codex } = await setUpAgents(nerve);
    await nerve.expect(0, home, 'config set mcp_endpoint.enabled false');
    const hub = await startHub(home, '--no-sync');
    expect((await rpc(hub.url, 'tools/list', {}, { token: codex })).status).toBe(404);
    expect((await fetch(`${hub.url}/readyz`)).status).toBe(200);
    expect((await hub.stop()).stderr).toContain('mcp_endpoint.enabled is false');
  });

  it('bound what one token may ask for', async () => {
    const { home, codex, claude } = await setUpAgents(nerve);
    await nerve.expect(0, home, 'config set hub.requests_per_second 1');
    const hub = await startHub(home, '--no-sync');
    const session = await open(hub.url, codex);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => callTool(hub.url, 'hub_status', {}, { token: codex, session })),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(2);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    await open(hub.url, claude);
    await hub.stop();
    const codes = (await auditOf(nerve, home)).map(({ principal, code }) => `${principal} ${code}`);
    expect(codes.filter((code) => code === 'codex too-many')).toHaveLength(refused.length);
  });
});

describe('--stdio', () => {
  it('serves the one who started it, beside a hub and others of its kind, and keeps what was called', async () => {
    const { home } = await setUpAgents(nerve);
    const hub = await startHub(home, '--no-sync');
    const entry = await buildNerve();
    const env = {
      HOME: home,
      PATH: '/usr/bin:/bin',
      NERVE_SESSION: 'claude:0199a0b1-c2d3-7e4f-8a9b-0c1d2e3f4a5b',
    };
    const target = { command: process.execPath, args: [entry, 'serve', '--stdio'], env };
    const peers = await Promise.all([
      connectV1(target),
      connectV2(target, 'auto'),
      connectV2(target, 'legacy'),
    ]);
    for (const peer of peers) {
      expect(await peer.toolNames()).toContain('session_context');
      expect(await peer.call('session_context', { topic: 'x' })).toContain(`session: ${env.NERVE_SESSION}`);
    }
    await Promise.all(peers.map((peer) => peer.close()));
    await hub.stop();
    const events = await auditOf(nerve, home);
    expect(events.map(({ tool, principal, session }) => [tool, principal, session])).toEqual(
      peers.map(() => ['session_context', 'stdio', env.NERVE_SESSION]),
    );
  });
});
