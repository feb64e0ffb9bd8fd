/** Ten thousand bodies that no client sends, against a real hub. */
import { beforeAll, expect, it } from 'vitest';
import { makeHome } from '../support/home.ts';
import { type Hostile, hostile, parsed, randomFrom } from '../support/hostile-bodies.ts';
import { type Memory, type RunningHub, startMeasuredHub } from '../support/hub.ts';
import { auditOf, callBody, JSON_TYPES, mint, stopWell } from '../support/hub-scenario.ts';
import { openConnection, type RawAnswer } from '../support/raw-http.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

it('answers each, notes each attempt, and is as it was', async () => {
  const home = makeHome();
  const names = Array.from({ length: 10 }, (_, at) => `agent-${at}`);
  const tokens: string[] = [];
  for (const name of names) tokens.push(await mint(nerve, home, name));
  const hub = await startMeasuredHub(home);
  const clients = await Promise.all(tokens.map((token) => createFuzzer(hub, token)));
  const next = randomFrom(20_261_121);
  const memory: Memory[] = [];
  let expected = 0;
  for (let thousand = 0; thousand < 10; thousand += 1) {
    const bodies = clients.map(({ sessions }) => Array.from({ length: 100 }, () => hostile(next, sessions)));
    const rows = await Promise.all(clients.map(({ send }, at) => send(bodies[at] ?? [])));
    expected += rows.reduce((sum, count) => sum + count, 0);
    memory.push(await hub.memory());
  }
  expect((await clients[0]?.call('hub_status'))?.status).toBe(200);
  await stopWell(hub);
  // The last call and the sessions' own are fine, and the call has a row, too.
  const rows = await auditOf(home);
  expect(rows.length).toBe(expected + 1);
  expect(rows.filter(({ outcome, code }) => outcome === 'error' && code === 'internal')).toEqual([]);
  expect(rows.every(({ principal }) => names.includes(principal ?? ''))).toBe(true);
  // What Node keeps for later comes and goes with the size of bodies; what is in use stays the same.
  const grown = (of: keyof Memory): number => (memory.at(-1)?.[of] ?? 0) - (memory[1]?.[of] ?? 0);
  expect(grown('heap')).toBeLessThan(4);
  expect(grown('rss')).toBeLessThan(100);
}, 180_000);

/** A client with a token, two sessions and one connection. */
async function createFuzzer(hub: RunningHub, token: string) {
  const connection = openConnection(hub.url);
  const good = { ...JSON_TYPES, authorization: `Bearer ${token}` };
  const openAs = async (protocolVersion: string): Promise<string> => {
    const params = { protocolVersion, capabilities: {}, clientInfo: { name: 'fuzzer', version: '1' } };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params });
    return String((await connection.send({ headers: good, body })).headers['mcp-session-id']);
  };
  const sessions = { single: await openAs('2025-06-18'), batched: await openAs('2025-03-26') };
  return {
    sessions,
    call: (name: string) =>
      connection.send({ headers: { ...good, 'mcp-session-id': sessions.single }, body: callBody(name, {}) }),
    /** Sends them one after the other; how many rows of the audit they are worth. */
    async send(bodies: readonly Hostile[]): Promise<number> {
      let rows = 0;
      for (const { body, headers } of bodies) {
        const answer = await connection.send({ headers: { ...good, ...headers }, body });
        if (answer.status >= 500 || answer.status === 429 || answer.status < 200)
          throw new Error(`${answer.status} for ${body.toString('latin1').slice(0, 500)}: ${answer.text}`);
        rows += rowsFor(body.toString('utf8'), answer);
      }
      return rows;
    },
  };
}

/** A call of a tool leaves a row, however it ends; of other requests, those that are answered with an error. */
function rowsFor(body: string, { status, headers, text }: RawAnswer): number {
  const isJson = headers['content-type'] === 'application/json';
  if (!isJson) expect([status, text, headers['content-type']]).toEqual([202, '', undefined]);
  const answers = isJson ? [JSON.parse(text)].flat() : [];
  const sent = [parsed(body)].flat();
  const isCall = (id: unknown): boolean => sent.some((one) => one?.method === 'tools/call' && one.id === id);
  return answers.filter((answer) => answer.error !== undefined || isCall(answer.id)).length;
}
