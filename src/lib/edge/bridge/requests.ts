/** The HTTP requests in which messages travel. */
import { modernHeaders } from '../../protocols/mcp/era.ts';
import type { Request } from '../../protocols/mcp/message.ts';
import type { HubRequest } from './http.ts';

const JSON_TYPES = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

type Headers = Readonly<Record<string, string>>;

/** Any message of a session, or what opens one. */
export function post(body: string, headers: Headers): HubRequest {
  return { method: 'POST', body, headers: { ...JSON_TYPES, ...sizeOf(body), ...headers } };
}

/** A request of 2026-07-28, which says in its headers what is in its body. */
export function postModern(request: Request, body: string, params: Headers = {}): HubRequest {
  return post(body, { ...modernHeaders(request), ...params });
}

function sizeOf(body: string): Headers {
  return { 'content-length': String(Buffer.byteLength(body)) };
}
