/** Answers of plain HTTP: a JSON text, or the refusal of a whole request as a JSON-RPC error. */
import type { ServerResponse } from 'node:http';
import { errorText } from '../encode.ts';
import { CODES, McpError } from '../errors.ts';
import type { RequestId } from '../types.ts';
import type { Era } from '../versions.ts';

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
}

export function refuse(res: ServerResponse, { status, error, era = 'legacy', id, headers }: Refusal): void {
  reply(res, status, errorText(era, id, error), headers);
}

/** The refusal of something that is no proper request of this endpoint. */
export function invalid(status: number, message: string, more: Partial<Refusal> = {}): Refusal {
  return { status, error: new McpError(CODES.invalidRequest, message), ...more };
}
