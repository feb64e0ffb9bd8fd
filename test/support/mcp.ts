/** An MCP server on a real socket for tests, and clients' requests by hand. The bearer token names the principal. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import type { ServerOptions } from '../../src/lib/protocols/mcp/core.ts';
import type { Handlers } from '../../src/lib/protocols/mcp/handlers.ts';
import { isEndpoint } from '../../src/lib/protocols/mcp/http/http.ts';
import { createMcpServer, type McpServer } from '../../src/lib/protocols/mcp/server.ts';
import type { Fields } from '../../src/lib/protocols/mcp/types.ts';

export const SESSION_KEY = Buffer.alloc(32, 42);
export const INFO = { name: 'test-server', version: '1.2.3' };

export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly mcp: McpServer;
  /** Tokens that are turned away. */
  readonly refused: Set<string>;
  close(): Promise<void>;
}

const started: TestServer[] = [];

/** Starts one; it is closed after the tests of the file. */
export async function startMcp(
  handlers: Handlers,
  options: Partial<ServerOptions> = {},
): Promise<TestServer> {
  const mcp = createMcpServer({ info: INFO, sessionKey: SESSION_KEY, handlers, ...options });
  const refused = new Set<string>();
  const server = createServer((req, res) => {
    const key = req.headers.authorization?.replace('Bearer ', '') ?? 'anybody';
    if (refused.has(key)) res.writeHead(401).end('{"error":{"code":"unauthorized","message":"Stale."}}');
    else if (isEndpoint(req.url, '/mcp')) mcp.handle(req, res, { key });
    else res.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const running = {
    url: `http://127.0.0.1:${port}/mcp`,
    port,
    mcp,
    refused,
    async close() {
      await mcp.close({ graceMs: 0 });
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  started.push(running);
  return running;
}

afterAll(async () => {
  for (const server of started.splice(0)) await server.close();
});

export type Headers = Readonly<Record<string, string>>;

/** A message as tests look at it. */
export interface WireMessage {
  readonly jsonrpc: string;
  readonly id?: string | number | null;
  readonly method?: string;
  readonly params?: Fields;
  readonly result?: Fields;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: Fields };
}

/** The text of the first content of a tool's result. */
export function textOf(message: WireMessage | undefined): string {
  const content = message?.result?.content as { readonly text: string }[] | undefined;
  return content?.[0]?.text ?? JSON.stringify(message);
}

export interface Answer {
  readonly status: number;
  readonly headers: globalThis.Headers;
  /** The messages of the body, of a JSON answer or of a stream that has ended. */
  readonly messages: readonly WireMessage[];
  readonly text: string;
}

export const ACCEPT = 'application/json, text/event-stream';

/** Posts a body as it is. A header that is empty is not sent. */
export async function postText(
  url: string,
  body: string | Uint8Array | ReadableStream,
  headers: Headers = {},
): Promise<Answer> {
  const all = { 'content-type': 'application/json', accept: ACCEPT, ...headers };
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
  return readAnswer(await fetch(url, { method: 'POST', headers: sent, body, duplex: 'half' } as RequestInit));
}

export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const isStream = response.headers.get('content-type') === 'text/event-stream';
  const datas = isStream
    ? [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => data)
    : text
      ? [text]
      : [];
  return {
    status: response.status,
    headers: response.headers,
    text,
    messages: datas.map((data) => JSON.parse(data)),
  };
}

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'tester', version: '9' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** The body and headers of a request of 2026-07-28. */
export function modern(
  method: string,
  params: { readonly _meta?: object; readonly [name: string]: unknown } = {},
  id: string | number = 1,
) {
  const name = params.name ?? params.uri;
  const headers: Record<string, string> = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method };
  if (typeof name === 'string') headers['mcp-name'] = name;
  const body = { jsonrpc: '2.0', id, method, params: { ...params, _meta: { ...META, ...params._meta } } };
  return { body, headers };
}

/** Sends a request of 2026-07-28. */
export async function askModern(
  url: string,
  method: string,
  params: Parameters<typeof modern>[1] = {},
  headers: Headers = {},
): Promise<Answer> {
  const request = modern(method, params);
  return postText(url, JSON.stringify(request.body), { ...request.headers, ...headers });
}

export interface TestSession {
  readonly id: string;
  readonly headers: Headers;
  ask(method: string, params?: object, id?: string | number): Promise<Answer>;
  tell(method: string, params?: object): Promise<Answer>;
  /** Opens the stream of notices. */
  stream(): Promise<OpenStream>;
}

/** Opens a session of 2025. */
export async function openSession(
  url: string,
  { version = '2025-11-25', capabilities = {}, principal = 'anybody' } = {},
): Promise<TestSession> {
  const clientInfo = { name: 'tester', version: '9' };
  const params = { protocolVersion: version, capabilities, clientInfo };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params });
  const opened = await postText(url, body, { authorization: `Bearer ${principal}` });
  return useSession(url, opened.headers.get('mcp-session-id') ?? '', { version, principal });
}

/** Goes on with a session by its id. */
export function useSession(
  url: string,
  id: string,
  { version = '2025-11-25', principal = 'anybody' } = {},
): TestSession {
  const headers = {
    authorization: `Bearer ${principal}`,
    'mcp-session-id': id,
    'mcp-protocol-version': version,
  };
  return {
    id,
    headers,
    ask: (method, params, requestId = 1) =>
      postText(url, JSON.stringify({ jsonrpc: '2.0', id: requestId, method, params }), headers),
    tell: (method, params) => postText(url, JSON.stringify({ jsonrpc: '2.0', method, params }), headers),
    stream: async () =>
      readStream(await fetch(url, { headers: { ...headers, accept: 'text/event-stream' } })),
  };
}

export interface OpenStream {
  readonly status: number;
  /** The next message; undefined when the server has ended the stream. */
  next(): Promise<WireMessage | undefined>;
  /** The comments so far. */
  readonly comments: readonly string[];
  close(): Promise<void>;
}

/** Opens a subscription of 2026-07-28. */
export async function listen(
  url: string,
  notifications: object,
  principal = 'anybody',
  id: string | number = 'sub',
) {
  const { body, headers } = modern('subscriptions/listen', { notifications }, id);
  const all = {
    'content-type': 'application/json',
    accept: ACCEPT,
    ...(principal === '' ? {} : { authorization: `Bearer ${principal}` }),
    ...headers,
  };
  return readStream(await fetch(url, { method: 'POST', headers: all, body: JSON.stringify(body) }));
}

export function readStream(response: Response): OpenStream {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const messages: WireMessage[] = [];
  const comments: string[] = [];
  let rest = '';
  return {
    status: response.status,
    comments,
    async next() {
      while (messages.length === 0) {
        const chunk = await reader?.read();
        if (!chunk || chunk.done) return undefined;
        const events = (rest + chunk.value).split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) {
          const data = /^data: (.*)$/m.exec(event)?.[1];
          if (data === undefined) comments.push(event);
          else messages.push(JSON.parse(data));
        }
      }
      return messages.shift();
    },
    close: async () => reader?.cancel(),
  };
}
