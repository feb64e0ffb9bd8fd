/** `nerve mcp` as agents start it, with a hub in another process: both eras, a hub that dies, a token that changes. */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'smol-toml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeHome, modeOf, read, treeOf } from '../support/home.ts';
import { type RunningHub, runHub } from '../support/hub.ts';
import type { WireMessage } from '../support/mcp.ts';
import { connectV1, connectV2, type Peer } from '../support/mcp-peers.ts';
import { buildNerve, createNerve, ended, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;
let entry: string;
const pids = new Set<number>();

beforeAll(async () => {
  nerve = await createNerve();
  entry = await buildNerve();
});
afterAll(() => {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
});

const UUID = '0199a0b1-c2d3-7e4f-8a9b-0c1d2e3f4a5b';

/** A home with two agents on stdio, and the port that its hub will have. */
async function setUp() {
  const home = makeHome({ '.codex': null, '.claude': null });
  const before = treeOf(home);
  await nerve.expect(0, home, 'init --yes --transport stdio');
  const port = await freePort();
  await nerve.expect(0, home, `config set hub.url http://127.0.0.1:${port}`);
  const start = (): Promise<RunningHub> => runHub(entry, home, ['--no-sync', '--port', String(port)]);
  const target = (agent = 'codex', env: Record<string, string> = {}) => ({
    command: join(home, '.nerve/bin/nerve'),
    args: ['mcp', '--agent', agent],
    env: { HOME: home, PATH: '/usr/bin:/bin', ...env },
  });
  return { home, before, port, start, target };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A bridge that is spoken to by hand. */
function startByHand(home: string, words: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [entry, 'mcp', ...words.split(' ')], {
    cwd: home,
    env: { HOME: home, PATH: '/usr/bin:/bin', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const waiting = new Map<unknown, (message: WireMessage) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message: WireMessage = JSON.parse(line);
    waiting.get(message.id)?.(message);
  });
  const { pid = 0 } = child;
  pids.add(pid);
  child.once('exit', () => pids.delete(pid));
  let last = 0;
  const ask = (method: string, params: object = {}): Promise<WireMessage> => {
    last += 1;
    const id = last;
    const answer = new Promise<WireMessage>((resolve) => waiting.set(id, resolve));
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    return answer;
  };
  const clientInfo = { name: 'probe', version: '1' };
  return {
    ask,
    open: () => ask('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo }),
    done: ended(child),
    child,
    end: () => child.stdin.end(),
  };
}

/** Writes that took effect, and how many different calls they belong to. */
async function effectsIn(home: string): Promise<{ ids: number; rows: number }> {
  const audit = await nerve.expect(0, home, 'audit --tool session_title --limit 1000 --json');
  const events: { callId: string; code: string | null; outcome: string }[] = JSON.parse(audit.stdout).data
    .events;
  const done = events.filter(({ outcome, code }) => outcome === 'ok' && code !== 'replayed');
  return { ids: new Set(done.map(({ callId }) => callId)).size, rows: done.length };
}

const PEERS: readonly (readonly [string, (target: Parameters<typeof connectV1>[0]) => Promise<Peer>])[] = [
  ['SDK v1, 2025', connectV1],
  ['SDK v2, 2025', (target) => connectV2(target, 'legacy')],
  ['SDK v2, 2026-07-28', (target) => connectV2(target, 'auto')],
];

describe.each(PEERS)('%s', (_, connect) => {
  it('is served by a hub that is killed between and during its calls', async () => {
    const { start, target, home } = await setUp();
    let hub = await start();
    const peer = await connect(target());
    expect(await peer.toolNames()).toContain('session_context');
    const call = (topic: string): Promise<string> => peer.call('session_context', { topic });
    expect(await call('one')).toContain('topic: one');
    await hub.stop('SIGKILL');
    const early = call('two');
    hub = await start();
    expect(await early).toContain('topic: two');
    expect(await call('three')).toContain('topic: three');
    await expect.poll(() => peer.changes(), { timeout: 10_000 }).toBeGreaterThan(0);
    // Kills in the middle of many writes.
    const titles = Array.from({ length: 90 }, (_, at) => `title ${at}`);
    const many = titles.map((title) => peer.call('session_title', { title }));
    for (let kills = 0; kills < 2; kills += 1) {
      await Promise.race([...many].reverse());
      await hub.stop('SIGKILL');
      hub = await start();
    }
    const answers = await Promise.all(many);
    for (const [at, title] of titles.entries()) expect(answers[at]).toContain(`"${title}"`);
    expect(await effectsIn(home)).toEqual({ ids: 90, rows: 90 });
    await hub.stop();
    hub = await start();
    expect(await call('four')).toContain('topic: four');
    await peer.close();
    await hub.stop();
  }, 30_000);
});

describe('nerve mcp', () => {
  it('names the session that the environment or a flag names', async () => {
    const { start, target, home } = await setUp();
    const hub = await start();
    const named = async (agent: string, env: Record<string, string>): Promise<string | undefined> => {
      const peer = await connectV1(target(agent, env));
      const text = await peer.call('session_context', { topic: 'x' });
      await peer.close();
      return /session: (\S+)/.exec(text)?.[1];
    };
    expect(await named('claude-code', { CLAUDE_CODE_SESSION_ID: UUID })).toBe(`claude:${UUID}`);
    expect(await named('codex', { CLAUDE_CODE_SESSION_ID: UUID })).toMatch(/^external:peer:/);
    expect(await named('codex', { NERVE_SESSION: 'external:mine:1' })).toBe('external:mine:1');
    const wrong = await nerve(home, 'mcp --agent codex --session nonsense');
    expect([wrong.code, wrong.stdout]).toEqual([2, '']);
    await hub.stop();
  });

  it('goes on with the token that replaces its own', async () => {
    const { start, target, home } = await setUp();
    const hub = await start();
    const peer = await connectV1(target());
    const other = startByHand(home, '--agent codex', {
      NERVE_TOKEN: read(home, '.nerve/secrets/agents/codex').trim(),
    });
    await other.open();
    expect(await peer.call('session_context', { topic: 'x' })).toContain('agent: codex');
    await nerve.expect(0, home, 'token rotate codex');
    expect(await peer.call('session_context', { topic: 'y' })).toContain('topic: y');
    // The environment wins, and has nothing else to offer.
    const { error } = await other.ask('tools/list');
    expect(error).toMatchObject({ data: { code: 'unauthorized' } });
    expect(error?.message).toContain('revoked');
    await nerve.expect(0, home, 'token revoke codex');
    await expect(peer.call('session_context', { topic: 'z' })).rejects.toThrow('nerve sync');
    await peer.close();
    other.end();
    await hub.stop();
  });

  it('says what is missing, stays, and works once it is there', async () => {
    const empty = makeHome({ '.codex': null });
    const bridge = startByHand(empty, '--agent codex');
    expect((await bridge.open()).error).toMatchObject({
      message: expect.stringContaining('nerve init'),
      data: { code: 'not-set-up' },
    });
    await nerve.expect(0, empty, 'init --yes --agents claude-code');
    expect((await bridge.open()).error?.data).toEqual({ code: 'no-token' });
    bridge.end();
    expect(await bridge.done).toMatchObject({ code: 0, stderr: '' });
    const { start, home } = await setUp();
    const patient = startByHand(home, '--agent codex');
    // One whose input is at its end gets the same answer.
    const hasty = startByHand(home, '--agent codex');
    const answered = hasty.open();
    hasty.end();
    const refused = await patient.open();
    expect(refused.error?.data).toEqual({ code: 'hub-down' });
    expect(refused.error?.message).toContain('nerve serve');
    expect(await Promise.race([answered, hasty.done])).toMatchObject({ error: refused.error });
    expect((await hasty.done).code).toBe(0);
    const hub = await start();
    expect((await patient.open()).result?.protocolVersion).toBe('2025-06-18');
    patient.child.kill('SIGTERM');
    expect((await patient.done).code).toBe(0);
    await hub.stop();
  }, 30_000);

  it('sends no token where others can read it', async () => {
    const { home } = await setUp();
    const NERVE_HUB_URL = 'http://127.0.0.1.evil.example:8900';
    const refused = await nerve(home, 'mcp --agent codex', { env: { NERVE_HUB_URL } });
    expect(refused).toMatchObject({ code: 4, stdout: '' });
    expect(refused.stderr).toContain(NERVE_HUB_URL);
    expect(refused.stderr).toContain('ssh -N -L');
    const warned = await nerve.expect(0, home, 'sync', { env: { NERVE_HUB_URL } });
    expect(warned.stderr).toContain('plain http');
  });

  it('answers what was asked before the input ended', async () => {
    const { start, home } = await setUp();
    const hub = await start();
    const bridge = startByHand(home, '--agent codex');
    const answers = [bridge.open(), bridge.ask('tools/list')];
    bridge.end();
    expect((await Promise.all(answers)).map(({ error }) => error)).toEqual([undefined, undefined]);
    expect((await bridge.done).code).toBe(0);
    await hub.stop();
  });

  it.skipIf(process.platform === 'win32')(
    'starts one hub for two bridges at once',
    async () => {
      const { home, before } = await setUp();
      const bridges = [
        startByHand(home, '--agent codex --start-hub'),
        startByHand(home, '--agent claude-code --start-hub'),
      ];
      const opened = await Promise.all(bridges.map((bridge) => bridge.open()));
      expect(opened.map(({ result }) => result?.protocolVersion)).toEqual(['2025-06-18', '2025-06-18']);
      const { hub } = JSON.parse((await nerve.expect(0, home, 'status --json')).stdout).data;
      pids.add(hub.pid);
      expect(hub.state).toBe('running');
      const log = join(home, '.nerve/logs/hub.log');
      expect(modeOf(log)).toBe('600');
      // The other hub has seen that it is not needed.
      await expect
        .poll(() => readFileSync(log, 'utf8'), { timeout: 8000 })
        .toContain(`Process ${hub.pid} is the hub of`);
      for (const bridge of bridges) bridge.end();
      for (const bridge of bridges) expect((await bridge.done).code).toBe(0);
      // It outlives those who started it.
      expect((await nerve.expect(0, home, 'status --json')).stdout).toContain('"running"');
      process.kill(hub.pid, 'SIGTERM');
      await expect
        .poll(async () => (await nerve(home, 'status --json')).stdout, { timeout: 8000 })
        .toContain('"stopped"');
      pids.delete(hub.pid);
      expect(readFileSync(log, 'utf8').match(/ready at/g)).toHaveLength(1);
      await nerve.expect(0, home, 'uninstall --yes');
      expect(treeOf(home)).toEqual(before);
    },
    30_000,
  );
});

describe('--transport', () => {
  it('changes an entry from one way to the other and leaves nothing of the first', async () => {
    const home = makeHome({ '.codex': null, '.claude': null });
    const files = ['.codex/config.toml', '.claude.json'] as const;
    writeFileSync(join(home, files[0]), '# mine\nmodel = "x"\n');
    const before = treeOf(home);
    const texts = (): string[] => files.map((name) => read(home, name));
    await nerve.expect(0, home, 'init --yes --auth inline');
    const http = texts();
    await nerve.expect(0, home, 'agents add codex --transport stdio');
    await nerve.expect(0, home, 'agents add claude-code --transport stdio');
    for (const text of texts()) {
      expect(text).toContain('.nerve/bin/nerve');
      expect(text).not.toMatch(/url|Authorization|headers/);
    }
    expect(read(home, files[0])).toContain('default_tools_approval_mode = "approve"');
    expect((await nerve.expect(0, home, 'agents status')).stdout).toContain('on stdio');
    const doctor = JSON.parse((await nerve(home, 'doctor --json')).stdout);
    expect(JSON.stringify(doctor)).not.toContain('is not connected');
    expect((await nerve.expect(0, home, 'sync --check')).code).toBe(0);
    await nerve.expect(0, home, 'init --yes');
    expect(texts()[0]).toContain('"--agent", "codex"');
    for (const agent of ['codex', 'claude-code']) {
      await nerve.expect(0, home, `agents add ${agent} --transport http`);
    }
    expect(parse(texts()[0] ?? '')).toEqual(parse(http[0] ?? ''));
    expect(JSON.parse(texts()[1] ?? '')).toEqual(JSON.parse(http[1] ?? ''));
    await nerve.expect(0, home, 'agents add codex --transport stdio');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home)).toEqual(before);
  });
});
