/** Answers of plain HTTP: a JSON text, or the refusal of a whole request as a JSON-RPC error. */
import type { ServerResponse } from 'node:http';
import { errorText } from '../encode.ts';
import { CODES, McpError } from '../errors.ts';
import type { Principal } from '../handlers.ts';
import type { Request } from '../message.ts';
import { metaOf } from '../meta-keys.ts';
import { clientInfo } from '../refused.ts';
import type { Session } from '../session-id.ts';
import type { RequestId } from '../types.ts';
import type { Era } from '../versions.ts';
import type { Exchange } from './exchange.ts';

/** Head and body in one write. `extra` are further header names and values, in turns. */
export function reply(res: ServerResponse, status: number, text: string, extra?: readonly string[]): void {
  // Nobody is left to answer, or somebody else answered already.
  if (res.headersSent || res.destroyed) return;
  const size = String(Buffer.byteLength(text));
  const head = ['content-type', 'application/json', 'content-length', size];
  res.writeHead(status, extra ? [...head, ...extra] : head);
  res.end(text);
}

/** A status without a body. */
export function replyEmpty(res: ServerResponse, status: number): void {
  if (res.headersSent || res.destroyed) return;
  res.writeHead(status, ['content-length', '0']);
  res.end();
}

export interface Refusal {
  readonly status: number;
  readonly error: McpError;
  readonly era?: Era;
  readonly id?: RequestId | undefined;
  readonly headers?: readonly string[];
  /** What it was, where that could be read: its id is the one that is answered. */
  readonly request?: Request | undefined;
  /** To which it belongs. */
  readonly session?: Session;
}

/** Answers with an error and tells the owner, unless something was answered already. */
export function refuse<P extends Principal>({ core, res, principal }: Exchange<P>, refusal: Refusal): void {
  if (res.headersSent) return;
  const { status, error, era = 'legacy', request, session, id = request?.id, headers } = refusal;
  const meta = metaOf(request?.params);
  const client = clientInfo(session, meta);
  core.onRefused({ principal, status, error, method: request?.method, client, meta, handled: false });
  reply(res, status, errorText(era, id, error), headers);
}

/** The refusal of something that is no proper request of this endpoint. */
export function invalid(status: number, message: string, more: Partial<Refusal> = {}): Refusal {
  return { status, error: new McpError(CODES.invalidRequest, message), ...more };
}
