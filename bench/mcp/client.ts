/** A keep-alive client on `node:net` that costs less than any server, and reads every answer. */
import { connect, type Socket } from 'node:net';

export type Era = '2025' | '2026';

export interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: Buffer;
}

export interface Connection {
  /** One request at a time. */
  ask(request: Buffer): Promise<Answer>;
  close(): void;
}

export function open(port: number): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(wrap(socket)));
    socket.once('error', reject);
  });
}

function wrap(socket: Socket): Connection {
  let waiting: ((answer: Answer) => void) | undefined;
  let fail: ((error: Error) => void) | undefined;
  let buffer = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk]);
    const answer = parse(buffer);
    if (!answer) return;
    buffer = Buffer.alloc(0);
    waiting?.(answer);
  });
  socket.on('close', () => fail?.(new Error('the server closed the connection')));
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        waiting = resolve;
        fail = reject;
        socket.write(request);
      }),
    close() {
      fail = undefined;
      socket.destroy();
    },
  };
}

/** The answer, once it is there as a whole: by its length, or by the last chunk. */
function parse(buffer: Buffer): Answer | undefined {
  const end = buffer.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = buffer.toString('latin1', 0, end);
  const body = buffer.subarray(end + 4);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  const status = Number(head.slice(9, 12));
  const isWhole =
    length === undefined
      ? status === 202 || body.subarray(-5).toString('latin1') === '0\r\n\r\n'
      : body.length >= Number(length);
  return isWhole ? { status, head, body } : undefined;
}

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

type HeaderLines = Readonly<Record<string, string>>;

/** The bytes of one request. */
export function request(era: Era, method: string, params: object, more: HeaderLines = {}): Buffer {
  const isModern = era === '2026';
  const id = method.startsWith('notifications/') ? {} : { id: 7 };
  const body = Buffer.from(
    JSON.stringify({ jsonrpc: '2.0', ...id, method, params: isModern ? { ...params, _meta: META } : params }),
  );
  const headers = {
    host: '127.0.0.1',
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'content-length': String(body.length),
    ...(isModern
      ? { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method }
      : method === 'initialize'
        ? {}
        : { 'mcp-protocol-version': '2025-11-25' }),
    ...more,
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`POST /mcp/v1 HTTP/1.1\r\n${head.join('')}\r\n`), body]);
}

/** A client that was introduced, over whatever connection. */
export interface Caller {
  readonly list: Buffer;
  call(tool: string, args: object): Buffer;
}

/** Introduces a client as those of that era do, up to the point where tools are listed. */
export async function introduce({ ask }: Connection, era: Era, token?: string): Promise<Caller> {
  const bearer: HeaderLines = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const callerWith = (headers: HeaderLines): Caller => ({
    list: request(era, 'tools/list', {}, headers),
    call: (name, args) => {
      const named = era === '2026' ? { ...headers, 'mcp-name': name } : headers;
      return request(era, 'tools/call', { name, arguments: args }, named);
    },
  });
  if (era === '2026') {
    await ask(request(era, 'server/discover', {}, bearer));
    return callerWith(bearer);
  }
  const clientInfo = { name: 'bench', version: '1' };
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
  const { head } = await ask(request(era, 'initialize', params, bearer));
  const id = /\r\nmcp-session-id: *([^\r]+)/i.exec(head)?.[1] ?? '';
  const session = { ...bearer, 'mcp-session-id': id };
  await ask(request(era, 'notifications/initialized', {}, session));
  return callerWith(session);
}
