/** A small HTTP server on a free loopback port that hands over whole JSON requests. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface JsonRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Undefined when the body is empty or no JSON. */
  readonly body: unknown;
}

export interface LoopbackServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts to listen on 127.0.0.1; `close` also ends open connections. */
export async function serve(
  handle: (request: JsonRequest, answer: ServerResponse) => void,
): Promise<LoopbackServer> {
  const server = createServer((request, answer) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = new URL(request.url ?? '/', 'http://loopback').pathname;
      const body = parse(Buffer.concat(chunks).toString('utf8'));
      handle({ method: request.method ?? 'GET', path, headers: request.headers, body }, answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with JSON. */
export function sendJson(answer: ServerResponse, status: number, value: unknown): void {
  answer.writeHead(status, { 'content-type': 'application/json' });
  answer.end(JSON.stringify(value));
}

/** Answers with server-sent events; each is named by its `type`. */
export function sendEvents(answer: ServerResponse, events: readonly { readonly type: string }[]): void {
  answer.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) answer.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  answer.end();
}

/** Answers with server-sent events without names, closed as Chat Completions are. */
export function sendData(answer: ServerResponse, values: readonly unknown[]): void {
  answer.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const value of values)
    answer.write(`data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`);
  answer.end();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
