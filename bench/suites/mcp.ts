/** What the MCP wire costs: nerve's own core beside bare `node:http` and the servers of the SDKs. */

import { spreadOf } from '../lib/stats.ts';
import type { Bench } from '../lib/suite.ts';
import type { Table } from '../lib/table.ts';
import { TOOLS } from '../mcp/catalogue.ts';
import { type Client, connectClient, type Era } from '../mcp/client.ts';
import { type Measured, startServer } from '../mcp/process.ts';

export const name = 'mcp';
export const description = `tools/call and connecting, ${TOOLS} tools listed, beside bare node:http and the SDKs' servers.`;

interface Contender {
  readonly title: string;
  readonly file: string;
  readonly era: Era;
}

const CONTENDERS: readonly Contender[] = [
  { title: 'node:http, 2025 requests', file: 'server-raw.ts', era: '2025' },
  { title: 'node:http, 2026 requests', file: 'server-raw.ts', era: '2026' },
  { title: 'nerve, 2025 session', file: 'server-nerve.ts', era: '2025' },
  { title: 'nerve, 2026-07-28', file: 'server-nerve.ts', era: '2026' },
  { title: 'SDK v1, 2025 session', file: 'server-sdk1.ts', era: '2025' },
  { title: 'SDK v2, 2026-07-28', file: 'server-sdk2.ts', era: '2026' },
];
const MANY = 32;

interface Round {
  /** Microseconds of CPU per call over one connection, and over many. */
  readonly one: number;
  readonly many: number;
  /** Microseconds. */
  readonly median: number;
  readonly perSecond: number;
  /** Microseconds of CPU to connect and list. */
  readonly connect: number;
}

/** One table for calls, one for connecting and memory. Ratios are taken within a round, to the floor of the era. */
export async function run(bench: Bench): Promise<readonly Table[]> {
  const { rounds, ms, connects } = bench.quick
    ? { rounds: 3, ms: 500, connects: 50 }
    : { rounds: 7, ms: 1_500, connects: 150 };
  const servers: Measured[] = [];
  try {
    for (const { file } of CONTENDERS) servers.push(await startServer(file));
    const results = CONTENDERS.map(() => [] as Round[]);
    for (let round = -1; round < rounds; round += 1) {
      for (const [at, { era }] of CONTENDERS.entries()) {
        const server = servers[at];
        if (!server) continue;
        const measured = await measure(server, era, ms, connects);
        if (round >= 0) results[at]?.push(measured);
      }
    }
    const memory = await Promise.all(
      servers.map(async (server, at) => growth(server, CONTENDERS[at]?.era ?? '2025')),
    );
    return [callTable(results), connectTable(results, memory)];
  } finally {
    for (const server of servers) await server.stop();
  }
}

async function measure(server: Measured, era: Era, ms: number, connects: number): Promise<Round> {
  const one = await load(server, era, 1, ms);
  const many = await load(server, era, MANY, ms);
  const before = await server.usage();
  for (let at = 0; at < connects; at += 1) await visit(server, era);
  const after = await server.usage();
  return {
    one: one.cpu,
    median: one.median,
    many: many.cpu,
    perSecond: many.calls / (ms / 1000),
    connect: (after.cpu - before.cpu) / connects,
  };
}

/** A closed loop: each connection has one call under way. */
async function load(server: Measured, era: Era, connections: number, ms: number) {
  const clients = await Promise.all(
    Array.from({ length: connections }, () => connectClient(server.port, era)),
  );
  const before = await server.usage();
  const end = performance.now() + ms;
  const times = (await Promise.all(clients.map((client) => repeat(client, end))))
    .flat()
    .sort((a, b) => a - b);
  const after = await server.usage();
  for (const { connection } of clients) connection.close();
  const median = (times[Math.floor(times.length / 2)] ?? 0) * 1000;
  return { calls: times.length, median, cpu: (after.cpu - before.cpu) / times.length };
}

async function repeat({ connection, call }: Client, end: number): Promise<number[]> {
  const times: number[] = [];
  for (let start = performance.now(); start < end; start = performance.now()) {
    const { status, body } = await connection.ask(call);
    if (status !== 200 || !body.includes('echo:hello')) throw new Error(`a wrong answer: ${status} ${body}`);
    times.push(performance.now() - start);
  }
  return times;
}

async function visit(server: Measured, era: Era): Promise<void> {
  const { connection, list } = await connectClient(server.port, era);
  const { status, body } = await connection.ask(list);
  if (status !== 200 || !body.includes(`notes_search_${TOOLS - 1}`)) throw new Error('not the list of tools');
  connection.close();
}

const CLIENTS = 1_000;

/** Resident bytes after many clients have come, listed, and gone without a word. */
async function growth(server: Measured, era: Era): Promise<number> {
  for (let at = 0; at < CLIENTS; at += 1) await visit(server, era);
  return (await server.usage()).rss;
}

function callTable(results: readonly (readonly Round[])[]): Table {
  return {
    title: 'tools/call',
    columns: [
      { title: '' },
      { title: 'CPU µs, 1 connection', digits: 'auto' },
      { title: '÷ node:http', digits: 2, suffix: '×' },
      { title: `CPU µs, ${MANY} connections`, digits: 'auto' },
      { title: '÷ node:http', digits: 2, suffix: '×' },
      { title: 'median µs, 1', digits: 'auto' },
      { title: `calls/s, ${MANY}` },
    ],
    rows: CONTENDERS.map(({ title }, at) => [
      title,
      ...withRatio(results, at, ({ one }) => one),
      ...withRatio(results, at, ({ many }) => many),
      spreadOf((results[at] ?? []).map(({ median }) => median)),
      spreadOf((results[at] ?? []).map(({ perSecond }) => perSecond)),
    ]),
    notes: [
      'CPU is that of the server process, per call. A ratio is that of one round, to the floor of the same era; shown is its median.',
      'The floor parses JSON and looks at nothing: no headers, no session, no version.',
    ],
  };
}

function connectTable(results: readonly (readonly Round[])[], memory: readonly number[]): Table {
  return {
    title: `Connecting and listing ${TOOLS} tools`,
    columns: [
      { title: '' },
      { title: 'CPU µs', digits: 'auto' },
      { title: '÷ node:http', digits: 2, suffix: '×' },
      { title: `RSS MiB after ${CLIENTS} clients` },
    ],
    rows: CONTENDERS.map(({ title }, at) => [
      title,
      ...withRatio(results, at, ({ connect }) => connect),
      (memory[at] ?? 0) / 2 ** 20,
    ]),
    notes: [
      'A new connection, the handshake of the era (initialize and initialized, or discover), and tools/list.',
    ],
  };
}

function withRatio(results: readonly (readonly Round[])[], at: number, pick: (round: Round) => number) {
  const floor = CONTENDERS.findIndex(({ era }) => era === CONTENDERS[at]?.era);
  const values = (results[at] ?? []).map(pick);
  const floors = (results[floor] ?? []).map(pick);
  return [spreadOf(values), spreadOf(values.map((value, round) => value / (floors[round] ?? value)))];
}
