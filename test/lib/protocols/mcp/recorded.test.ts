/**
 * What six real clients sent to an MCP server, replayed. `legacy` is what they sent to one that knew 2025 only,
 * `stateless` to one that knew 2026-07-28 too. Session ids are replaced by ours, the rest is as it was.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readAnswer, readStream, startMcp, textOf, type WireMessage } from '../../../support/mcp.ts';
import { createTestHandlers } from '../../../support/mcp-tools.ts';
import { repository } from '../../../support/scenario.ts';

interface Recorded {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: {
    readonly id?: number | string;
    readonly method: string;
    readonly params?: { name?: string };
  };
}

const folder = join(repository, 'test', 'fixtures', 'mcp-wire');
const { url } = await startMcp(createTestHandlers());

function read(file: string): Recorded[] {
  const lines = readFileSync(join(folder, file), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

/** What the answer to each method has to have; a tool's text tells whether it ran. */
function assertServed({ body }: Recorded, status: number, messages: readonly WireMessage[]): void {
  if (body?.id === undefined) {
    expect([status, messages]).toEqual([202, []]);
    return;
  }
  expect(status).toBe(200);
  expect(messages.map(({ error }) => error)).toEqual([undefined]);
  expect(messages[0]?.id).toBe(body.id);
  if (body.params?.name === 'echo') expect(textOf(messages[0])).toMatch(/^echo: /);
  if (body.params?.name === 'boom') expect(messages[0]?.result?.isError).toBe(true);
}

const files = readdirSync(folder);

test('all six are there', () => {
  const clients = new Set(files.map((file) => file.split('-')[0]));
  expect([...clients].sort()).toEqual(['claude', 'codex', 'copilot', 'gemini', 'opencode', 'qwen']);
});

describe.each(files)('%s', (file) => {
  test('is served', async () => {
    let session: string | undefined;
    for (const request of read(file)) {
      const { method, body } = request;
      const headers = { ...request.headers };
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
        assertServed(request, status, messages);
      }
    }
  });
});
