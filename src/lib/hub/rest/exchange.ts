/** Node's requests and responses as those of the web platform, which hono speaks. Bodies are whole and bounded. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../../protocols/mcp/http/body.ts';

export interface Exchange {
  readonly request: Request;
  /** The body was larger than the limit, and is not in the request. */
  readonly tooLarge: boolean;
}

/** Only the path counts; which host was meant has been checked. */
const BASE = 'http://hub';

/** The request with its body; undefined when the client has gone before it was all there. */
export async function receive(
  req: IncomingMessage,
  res: ServerResponse,
  maxBytes: number,
): Promise<Exchange | undefined> {
  const { method = 'GET' } = req;
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    for (const each of [value ?? []].flat()) headers.append(name, each);
  }
  const url = new URL(req.url ?? '/', BASE);
  if (method === 'GET' || method === 'HEAD') {
    return { request: new Request(url, { method, headers }), tooLarge: false };
  }
  const body = await bodyOf(req, res, maxBytes);
  if (body === GONE) return undefined;
  const request = new Request(url, { method, headers, ...(body ? { body } : {}) });
  return { request, tooLarge: body === undefined };
}

/** Sends an answer. */
export async function send(response: Response, res: ServerResponse): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  if (res.destroyed) return;
  // An answer to HEAD has the head of one to GET, whose length is not known here.
  const length = response.body === null ? {} : { 'content-length': body.length };
  res.writeHead(response.status, { ...Object.fromEntries(response.headers), ...length });
  res.end(body);
}

const GONE = Symbol('gone');

function bodyOf(
  req: IncomingMessage,
  res: ServerResponse,
  maxBytes: number,
): Promise<string | undefined | typeof GONE> {
  return new Promise((resolve) => {
    res.once('close', () => resolve(GONE));
    readBody(req, maxBytes, resolve);
  });
}
