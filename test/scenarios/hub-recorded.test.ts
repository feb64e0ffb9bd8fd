/** What six real clients sent to an MCP server, sent to a real hub with a token: served, and noted as theirs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeHome } from '../support/home.ts';
import { type RunningHub, startHub } from '../support/hub.ts';
import { auditOf, mint, stopWell } from '../support/hub-scenario.ts';
import { textOf } from '../support/mcp.ts';
import { type Recorded, readRecording, recordings, replay } from '../support/mcp-recorded.ts';
import { createNerve } from '../support/scenario.ts';

const home = makeHome();
let hub: RunningHub;
/** Each recording has a token of its own. */
const tokens = new Map<string, string>();
const nameOf = (file: string): string => file.replace(/\.jsonl$/, '').replaceAll('.', '-');

beforeAll(async () => {
  const nerve = await createNerve();
  for (const file of recordings) tokens.set(file, await mint(nerve, home, nameOf(file)));
  hub = await startHub(home);
}, 60_000);

/** The hub's tools in the place of those of the recorder: one that answers, and one that does not like its arguments. */
const TOOLS: Readonly<Record<string, { readonly name: string; readonly args: object }>> = {
  echo: { name: 'session_context', args: { topic: 'recorded' } },
  boom: { name: 'hub_status', args: { wrong: 1 } },
};

function forHub(file: string, { headers, body, ...rest }: Recorded): Recorded {
  const tool = TOOLS[body?.params?.name ?? ''];
  const authorized: Record<string, string> = { ...headers, authorization: `Bearer ${tokens.get(file)}` };
  if (tool && headers['mcp-name'] !== undefined) authorized['mcp-name'] = tool.name;
  if (!body || !tool) return { ...rest, headers: authorized, ...(body ? { body } : {}) };
  const params = { ...body.params, name: tool.name, arguments: tool.args };
  return { ...rest, headers: authorized, body: { ...body, params } };
}

/** What Codex calls its conversation. */
function threadOf(requests: readonly Recorded[]): string | undefined {
  const metas = requests.map(({ body }) => body?.params?._meta as { threadId?: string } | undefined);
  return metas.find((meta) => meta?.threadId)?.threadId;
}

describe.each(recordings)('%s', (file) => {
  it('is served', async () => {
    const requests = readRecording(file).map((request) => forHub(file, request));
    await replay(`${hub.url}/mcp/v1`, requests, ({ method, params }, message) => {
      if (method === 'tools/list') expect(JSON.stringify(message?.result)).toContain('"session_context"');
      if (params?.name === 'session_context') expect(textOf(message)).toMatch(/^# Session context/);
      if (params?.name === 'hub_status') expect(message?.result?.isError).toBe(true);
    });
  });
});

afterAll(async () => {
  await stopWell(hub);
  const rows = await auditOf(home);
  expect(rows.some(({ session }) => session?.startsWith('codex:'))).toBe(true);
  for (const file of recordings) {
    const requests = readRecording(file);
    const calls = requests.filter(({ body }) => body?.method === 'tools/call');
    const mine = rows.filter(({ principal }) => principal === nameOf(file));
    // Nothing but its calls has left a row: nothing else was refused.
    expect([file, mine.map(({ tool, code }) => [tool, code])]).toEqual([
      file,
      calls.map(({ body }) =>
        body?.params?.name === 'echo' ? ['session_context', null] : ['hub_status', 'invalid-arguments'],
      ),
    ]);
    const thread = threadOf(requests);
    for (const { session } of mine) {
      if (thread === undefined) expect(session).toMatch(/^external:[\w.-]+:T[0-9A-F]{32}$/);
      else expect(session).toBe(`codex:${thread}`);
    }
  }
});
