/** Requests to the hub on connections that are kept. `node:http`, because it takes a third of the CPU of `fetch`, and half its memory. */
import { Agent, type IncomingMessage, request } from 'node:http';
import type { Errand } from './errand.ts';

export interface HubRequest {
  readonly method: 'POST' | 'GET' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HubConnections {
  /** The head of the answer. @throws Unreached */
  ask(what: HubRequest, errand: Errand): Promise<IncomingMessage>;
  close(): void;
}

/** There is no answer. */
export class Unreached extends Error {
  /** The hub may have read the request. */
  readonly sent: boolean;

  constructor(cause: unknown, sent: boolean) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'Unreached';
    this.sent = sent;
  }
}

/** A hub gives a sign of life every 15 seconds, also in the middle of a call. */
const SILENCE_MS = 90_000;

/** Connections to one endpoint. Plain HTTP loads no TLS. */
export async function connectTo(endpoint: string): Promise<HubConnections> {
  const url = new URL(endpoint);
  const options = { keepAlive: true, timeout: SILENCE_MS };
  const https = url.protocol === 'https:' ? await import('node:https') : undefined;
  const agent = https ? new https.Agent(options) : new Agent(options);
  const start = https ? https.request : request;
  const target = {
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    path: url.pathname + url.search,
    agent,
  };
  return {
    ask: ({ method, headers, body }, errand) =>
      new Promise((resolve, reject) => {
        const req = start({ ...target, method, headers }, resolve);
        errand.during(() => req.destroy());
        req.on('timeout', () => req.destroy(new Error('the hub says nothing any more')));
        req.on('error', (error) => reject(new Unreached(error, !isRefusal(error))));
        req.end(body);
      }),
    close: () => agent.destroy(),
  };
}

/** The connection itself failed, so nothing was sent. Several addresses of one name fail together. */
function isRefusal(error: NodeJS.ErrnoException): boolean {
  return error.syscall === 'connect' || error.syscall === 'getaddrinfo' || error instanceof AggregateError;
}
