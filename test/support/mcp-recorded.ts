/**
 * What six real clients sent to an MCP server, to be sent again. `legacy` is what they sent to one that knew 2025 only,
 * `stateless` to one that knew 2026-07-28 too. Session ids are replaced by ours, the rest is as it was.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readAnswer, readStream, type WireMessage } from './mcp.ts';
import { repository } from './scenario.ts';

export interface Recorded {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: {
    readonly id?: number | string;
    readonly method: string;
    readonly params?: { readonly name?: string; readonly arguments?: object; readonly _meta?: object };
  };
}

const folder = join(repository, 'test', 'fixtures', 'mcp-wire');

/** The recordings, by file name: the client, its version, and to what it spoke. */
export const recordings: readonly string[] = readdirSync(folder);

export function readRecording(file: string): Recorded[] {
  const lines = readFileSync(join(folder, file), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

/** Sends all requests of a client in their order. No answer may be one that a client would take for an error of ours. */
export async function replay(
  url: string,
  requests: readonly Recorded[],
  onAnswer: (body: NonNullable<Recorded['body']>, message: WireMessage | undefined) => void,
): Promise<void> {
  let session: string | undefined;
  for (const { method, body, headers: recorded } of requests) {
    const headers = { ...recorded };
    if (headers['mcp-session-id'] !== undefined && session) headers['mcp-session-id'] = session;
    const response = await fetch(url, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    session = response.headers.get('mcp-session-id') ?? session;
    if (body?.method === 'subscriptions/listen') {
      const stream = readStream(response);
      expect((await stream.next())?.method).toBe('notifications/subscriptions/acknowledged');
      await stream.close();
    } else if (method === 'GET') {
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
      await response.body?.cancel();
    } else if (method === 'DELETE') expect(response.status).toBe(200);
    else {
      const { status, messages } = await readAnswer(response);
      if (body?.id === undefined) expect([status, messages]).toEqual([202, []]);
      else {
        expect([status, messages.map(({ id, error }) => [id, error])]).toEqual([200, [[body.id, undefined]]]);
        onAnswer(body, messages[0]);
      }
    }
  }
}
