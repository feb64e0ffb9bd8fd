/** Tells requests, notifications and responses of JSON-RPC apart, and finds what is none of them. */
import type { Fields, RequestId } from './types.ts';

export interface Request {
  readonly id: RequestId;
  readonly method: string;
  readonly params?: Fields;
}

export interface Notification {
  readonly method: string;
  readonly params?: Fields;
}

/** The client's answer to a question of ours. */
export interface Response {
  readonly id: RequestId;
  readonly result?: unknown;
  readonly error?: unknown;
}

export type Message =
  | { readonly kind: 'request'; readonly message: Request }
  | { readonly kind: 'notification'; readonly message: Notification }
  | { readonly kind: 'response'; readonly message: Response };

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An id is a string or an integer; null, which bare JSON-RPC knows, is not one. */
export function isRequestId(value: unknown): value is RequestId {
  return typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value));
}

/** The kind of one parsed value, or undefined if it is no message: then `idOf` says which request is to blame. */
export function kindOf(value: unknown): Message['kind'] | undefined {
  if (!isFields(value) || value.jsonrpc !== '2.0') return undefined;
  if (typeof value.method === 'string') {
    if (value.params !== undefined && !isFields(value.params)) return undefined;
    if (value.id === undefined) return 'notification';
    return isRequestId(value.id) ? 'request' : undefined;
  }
  const isAnswer = value.method === undefined && (value.result !== undefined || isFields(value.error));
  return isAnswer && isRequestId(value.id) ? 'response' : undefined;
}

/** The id of something that may be no message at all. */
export function idOf(value: unknown): RequestId | undefined {
  return isFields(value) && isRequestId(value.id) ? value.id : undefined;
}
