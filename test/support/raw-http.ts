/** Requests with exactly these headers, over connections of one's own. */
import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { afterAll } from 'vitest';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** All of it, or the first part of a stream that stays open. */
  readonly text: string;
}

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  /** In parts, a body has no length. */
  readonly body?: string | Uint8Array | readonly Uint8Array[];
}

export interface Connection {
  send(request: RawRequest): Promise<RawAnswer>;
  /** How many sockets it took so far. */
  readonly opened: number;
}

const agents: Agent[] = [];
afterAll(() => {
  for (const agent of agents.splice(0)) agent.destroy();
});

/** One connection that is kept, one request at a time. */
export function openConnection(url: string): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agents.push(agent);
  const { hostname, port } = new URL(url);
  let opened = 0;
  return {
    get opened() {
      return opened;
    },
    send: ({ method = 'POST', path = '/mcp/v1', headers = {}, body = '' }) =>
      new Promise((resolve, reject) => {
        const whole = typeof body === 'string' || body instanceof Uint8Array ? body : undefined;
        const length =
          whole === undefined || method === 'GET' ? {} : { 'content-length': Buffer.byteLength(whole) };
        const req = request({ agent, hostname, port, method, path, headers: { ...length, ...headers } });
        let isAnswered = false;
        req.on('error', (error) => {
          // Who is refused early may find the connection closed while it still sends.
          if (!isAnswered) reject(error);
        });
        req.on('socket', (socket) => {
          if (socket.connecting) opened += 1;
        });
        req.on('response', (res) => {
          isAnswered = true;
          const isStream = res.headers['content-type'] === 'text/event-stream';
          const parts: Buffer[] = [];
          const done = (): void => {
            const { statusCode: status = 0, headers } = res;
            resolve({ status, headers, text: Buffer.concat(parts).toString('utf8') });
          };
          res.on('data', (part: Buffer) => {
            parts.push(part);
            if (isStream) res.destroy();
          });
          res.on('close', done);
        });
        if (whole === undefined) for (const part of body as readonly Uint8Array[]) req.write(part);
        req.end(whole);
      }),
  };
}
