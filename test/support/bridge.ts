/** A bridge in this process, and a wire between it and the hub that tests can cut. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import { type Bridge, createBridge } from '../../src/lib/edge/bridge/bridge.ts';
import type { Credentials } from '../../src/lib/edge/bridge/credentials.ts';
import { connectTo } from '../../src/lib/edge/bridge/http.ts';
import { createHub } from '../../src/lib/edge/bridge/hub.ts';
import { startMcp, type WireMessage } from './mcp.ts';
import { createTestHandlers } from './mcp-tools.ts';

export interface TestBridge {
  /** Sends a message as the client would; a text goes as it is. */
  send(message: object | string): void;
  /** Sends a request, and waits for its answer. */
  ask(method: string, params?: object, id?: string | number): Promise<WireMessage>;
  /** `initialize` and `initialized`. */
  open(version?: string, capabilities?: object): Promise<WireMessage>;
  /** Everything that the client was sent. */
  readonly heard: WireMessage[];
  readonly lines: string[];
  /** Errors of the bridge's own. */
  readonly bugs: unknown[];
  readonly bridge: Bridge;
}

export interface TestBridgeOptions {
  readonly credentials?: Credentials;
  readonly session?: string;
  readonly patienceMs?: number;
  readonly startHub?: () => Promise<void>;
}

const endings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

export const ANYBODY: Credentials = { token: () => 'anybody', renew: () => false };

/** A bridge to the endpoint; it ends with the test. */
export async function startBridge(
  endpoint: string,
  { credentials = ANYBODY, session, patienceMs, startHub }: TestBridgeOptions = {},
): Promise<TestBridge> {
  const connections = await connectTo(endpoint);
  const hub = createHub({
    connections,
    credentials,
    session,
    away: 'The hub is away.',
    ...(startHub ? { startHub } : {}),
  });
  const heard: WireMessage[] = [];
  const lines: string[] = [];
  const bugs: unknown[] = [];
  const listeners = new Set<(message: WireMessage) => void>();
  const bridge = createBridge({
    hub,
    ...(patienceMs === undefined ? {} : { patienceMs }),
    onError: (error) => bugs.push(error),
    hand(text) {
      lines.push(String(text));
      const message: WireMessage = JSON.parse(String(text));
      heard.push(message);
      for (const listener of listeners) listener(message);
    },
  });
  endings.push(async () => {
    await bridge.end(0);
    connections.close();
  });
  const send = (message: object | string): void =>
    bridge.receive(typeof message === 'string' ? message : JSON.stringify({ jsonrpc: '2.0', ...message }));
  let last = 0;
  const ask: TestBridge['ask'] = (method, params, id) => {
    last += 1;
    const own = id ?? last;
    const answer = new Promise<WireMessage>((resolve) => {
      const listener = (message: WireMessage): void => {
        if (message.id !== own || message.method !== undefined) return;
        listeners.delete(listener);
        resolve(message);
      };
      listeners.add(listener);
    });
    send({ id: own, method, ...(params ? { params } : {}) });
    return answer;
  };
  return {
    send,
    ask,
    async open(version = '2025-11-25', capabilities = {}) {
      const clientInfo = { name: 'tester', version: '9' };
      const answer = await ask('initialize', { protocolVersion: version, capabilities, clientInfo });
      send({ method: 'notifications/initialized' });
      return answer;
    },
    heard,
    lines,
    bugs,
    bridge,
  };
}

export interface Wire {
  readonly url: string;
  /** Requests that came through, as text. */
  readonly requests: string[];
  /** Breaks all connections; new ones are taken. */
  cut(): void;
  /** Breaks them, and takes no more. */
  down(): Promise<void>;
  /** Takes them again, at the same port. */
  up(): Promise<void>;
}

/** A wire to the server at a port. */
export async function startWire(port: number, path = '/mcp'): Promise<Wire> {
  const sockets = new Set<Socket>();
  const requests: string[] = [];
  const accept = (from: Socket): void => {
    const to = connect({ port, host: '127.0.0.1' });
    for (const [one, other] of [[from, to] as const, [to, from] as const]) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    from.on('data', (chunk) => {
      requests.push(chunk.toString('latin1'));
      to.write(chunk);
    });
    to.on('data', (chunk) => from.write(chunk));
  };
  let server: Server = createServer(accept);
  const listen = (at: number): Promise<void> =>
    new Promise((resolve) => server.listen(at, '127.0.0.1', () => resolve()));
  await listen(0);
  const address = server.address();
  const own = typeof address === 'object' && address ? address.port : 0;
  const cut = (): void => {
    for (const socket of [...sockets]) socket.destroy();
  };
  const down = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    cut();
    await closed;
  };
  endings.push(down);
  return {
    url: `http://127.0.0.1:${own}${path}`,
    requests,
    cut,
    down,
    async up() {
      server = createServer(accept);
      await listen(own);
    },
  };
}

/** A server with tools that tell what became of them, a wire to it, and a bridge on that wire. */
export async function startBridged(options: Parameters<typeof startBridge>[1] = {}) {
  const witness = { started: [] as string[], aborted: [] as string[], change: () => {} };
  const server = await startMcp(createTestHandlers(witness), { keepAliveMs: 60_000 });
  witness.change = () => server.mcp.notify({ method: 'notifications/tools/list_changed' });
  const wire = await startWire(server.port);
  return { witness, server, wire, bridge: await startBridge(wire.url, options) };
}
