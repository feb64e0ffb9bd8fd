/** A hub in a process of its own, as `nerve serve` starts it, and requests to it by hand. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll } from 'vitest';
import { buildNerve, ended, type Run, repository } from './scenario.ts';

export interface RunningHub {
  readonly url: string;
  readonly pid: number;
  /** Its end: after `stop`, a signal of its own, or a crash. */
  readonly done: Promise<Run>;
  stop(signal?: NodeJS.Signals): Promise<Run>;
}

const started = new Set<ChildProcess>();

afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
});

/** Starts a hub on a free port and waits until it is ready. @throws with what it said, when it ends before that. */
export async function startHub(home: string, ...flags: readonly string[]): Promise<RunningHub> {
  return runHub(await buildNerve(), home, flags);
}

/** The same of a given build. A port in the flags wins over a free one. */
export async function runHub(entry: string, home: string, flags: readonly string[]): Promise<RunningHub> {
  const port = flags.includes('--port') ? [] : ['--port', '0'];
  return start(home, [entry, 'serve', '--json', ...port, ...flags]);
}

export interface Memory {
  /** Megabytes that are in use after a collection. */
  readonly heap: number;
  /** Megabytes that the process holds, with all that it keeps for later. */
  readonly rss: number;
}

/** `nerve serve` in a Node that says how much memory is in use. */
export async function startMeasuredHub(home: string): Promise<RunningHub & { memory(): Promise<Memory> }> {
  const node = ['--expose-gc', '--import', join(repository, 'test', 'support', 'memory-report.mjs')];
  const hub = await start(home, [...node, await buildNerve(), 'serve', '--json', '--port', '0']);
  const report = join(home, 'memory.json');
  return {
    ...hub,
    async memory() {
      process.kill(hub.pid, 'SIGUSR2');
      while (!existsSync(report)) await sleep(5);
      const { heapUsed, rss } = JSON.parse(readFileSync(report, 'utf8'));
      rmSync(report);
      return { heap: heapUsed / 2 ** 20, rss: rss / 2 ** 20 };
    },
  };
}

/** A hub as `nerve serve` composes it, with the tools, resources and prompts of the conformance suite. */
export function startFixtureHub(home: string): Promise<RunningHub> {
  return start(home, [join(repository, 'test', 'conformance', 'hub.ts')]);
}

async function start(home: string, args: readonly string[]): Promise<RunningHub> {
  const child = spawn(process.execPath, args, {
    cwd: home,
    env: { HOME: home, PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.add(child);
  const done = ended(child).finally(() => started.delete(child));
  const ready = new Promise<{ url: string; pid: number }>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = line.startsWith('{"event":"ready"') ? JSON.parse(line) : undefined;
      if (event) resolve(event);
    });
  });
  const early = done.then((run) => {
    throw new Error(`the hub ended with ${run.code ?? run.signal}: ${run.stdout}${run.stderr}`);
  });
  early.catch(() => undefined);
  const { url, pid } = await Promise.race([ready, early]);
  return {
    url,
    pid,
    done,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return done;
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever came.
  readonly body: any;
}

export interface Ask {
  readonly token?: string;
  readonly session?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

let id = 0;

/** Sends one JSON-RPC request of 2025-06-18 and reads the answer, whether it came as JSON or as a stream. */
export async function rpc(url: string, method: string, params: object, ask: Ask = {}): Promise<Answer> {
  id += 1;
  return post(url, JSON.stringify({ jsonrpc: '2.0', id, method, params }), ask);
}

/** Sends any body to the endpoint. */
export async function post(
  url: string,
  body: string | Uint8Array,
  { token, session, headers }: Ask = {},
): Promise<Answer> {
  const response = await fetch(`${url}/mcp/v1`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(session === undefined ? {} : { 'mcp-session-id': session, 'mcp-protocol-version': '2025-06-18' }),
      ...headers,
    },
    body: typeof body === 'string' ? body : Buffer.from(body),
  });
  const text = await response.text();
  const data = response.headers.get('content-type')?.startsWith('text/event-stream')
    ? text
        .split('\n')
        .findLast((line) => line.startsWith('data: '))
        ?.slice('data: '.length)
    : text;
  return { status: response.status, headers: response.headers, body: data ? JSON.parse(data) : undefined };
}

/** Opens a session as a client of this name does. */
export async function open(url: string, token: string, name = 'probe'): Promise<string> {
  const { status, headers } = await rpc(
    url,
    'initialize',
    { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name, version: '1.0.0' } },
    { token },
  );
  const session = headers.get('mcp-session-id');
  if (status !== 200 || session === null) throw new Error(`initialize was answered with ${status}`);
  return session;
}

/** Calls a tool of 2025-06-18. */
export function callTool(
  url: string,
  name: string,
  args: object,
  ask: Ask,
  meta: object = {},
): Promise<Answer> {
  return rpc(url, 'tools/call', { name, arguments: args, _meta: meta }, ask);
}
