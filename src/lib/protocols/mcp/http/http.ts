/** The endpoint on `node:http`: one URL, both eras, every method. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Core } from '../core.ts';
import { header } from '../era.ts';
import { CODES, McpError } from '../errors.ts';
import type { Principal } from '../handlers.ts';
import { readBody } from './body.ts';
import type { Exchange } from './exchange.ts';
import { postProblem } from './negotiate.ts';
import { receive } from './post.ts';
import { invalid, refuse } from './refuse.ts';
import { endSession, openSessionStream } from './session-stream.ts';

/** Whether a request is for the endpoint at `path`: with or without a slash at the end, and with any query. */
export function isEndpoint(url: string | undefined, path: string): boolean {
  if (!url?.startsWith(path)) return false;
  const rest = url.slice(path.length);
  return rest === '' || rest === '/' || rest.startsWith('?') || rest.startsWith('/?');
}

/** Serves one request of a principal who was verified already, as were Host and Origin. Never throws. */
export function handleHttp<P extends Principal>(
  core: Core<P>,
  req: IncomingMessage,
  res: ServerResponse,
  principal: P,
): void {
  const exchange = { core, req, res, principal, version: header(req.headers, 'mcp-protocol-version') };
  try {
    if (core.closing) refuse(exchange, CLOSING);
    else if (req.method === 'POST') post(exchange);
    else if (req.method === 'GET') openSessionStream(exchange);
    else if (req.method === 'DELETE') endSession(exchange);
    else
      refuse(
        exchange,
        invalid(405, 'Only GET, POST and DELETE', { headers: ['allow', 'GET, POST, DELETE'] }),
      );
  } catch (error) {
    core.onError(error);
    refuse(exchange, BROKEN);
  }
}

const CLOSING = {
  status: 503,
  error: new McpError(CODES.internal, 'The server is closing: try again'),
  headers: ['retry-after', '1'],
} as const;

const BROKEN = { status: 500, error: new McpError(CODES.internal, 'Internal error') } as const;

function post<P extends Principal>(exchange: Exchange<P>): void {
  const { core, req } = exchange;
  const problem = postProblem(req.headers);
  if (problem) {
    refuse(exchange, problem);
    return;
  }
  readBody(req, core.maxBodyBytes, (body) => {
    if (body === undefined) {
      refuse(exchange, invalid(413, `The body is larger than ${core.maxBodyBytes} bytes`));
      return;
    }
    try {
      receive(exchange, body);
    } catch (error) {
      core.onError(error);
      refuse(exchange, BROKEN);
    }
  });
}
