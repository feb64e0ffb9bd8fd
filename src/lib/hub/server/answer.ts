/** Answers of the hub's own, outside of MCP: small JSON, never cached. */
import type { ServerResponse } from 'node:http';
import type { Problem } from './guard.ts';

/** Sends a value as JSON. */
export function sendJson(
  res: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = JSON.stringify(value);
  res.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...headers,
  });
  res.end(body);
}

/** Sends a refusal: a code for programs, a sentence for people. */
export function sendProblem(
  res: ServerResponse,
  { status, code, message }: Problem,
  headers: Readonly<Record<string, string>> = {},
): void {
  const challenge: Record<string, string> =
    status === 401 ? { 'www-authenticate': 'Bearer realm="nerve"' } : {};
  sendJson(res, status, { error: { code, message } }, { ...challenge, ...headers });
}
