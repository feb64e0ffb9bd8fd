/** What six real clients sent to an MCP server is served by the core. */
import { describe, expect, test } from 'vitest';
import { startMcp, textOf } from '../../../support/mcp.ts';
import { readRecording, recordings, replay } from '../../../support/mcp-recorded.ts';
import { createTestHandlers } from '../../../support/mcp-tools.ts';

const { url } = await startMcp(createTestHandlers());

test('all six are there', () => {
  const clients = new Set(recordings.map((file) => file.split('-')[0]));
  expect([...clients].sort()).toEqual(['claude', 'codex', 'copilot', 'gemini', 'opencode', 'qwen']);
});

describe.each(recordings)('%s', (file) => {
  test('is served', () =>
    replay(url, readRecording(file), ({ params }, message) => {
      // A tool's text tells whether it ran.
      if (params?.name === 'echo') expect(textOf(message)).toMatch(/^echo: /);
      if (params?.name === 'boom') expect(message?.result?.isError).toBe(true);
    }));
});
