/** What the MCP wire costs: nerve's own core beside bare `node:http` and the servers of the SDKs. */

import { spreadOf } from '../lib/stats.ts';
import type { Bench } from '../lib/suite.ts';
import type { Table } from '../lib/table.ts';
import { TOOLS } from '../mcp/catalogue.ts';
import type { Era } from '../mcp/client.ts';
import { CLIENTS, compare, createTarget, growth, MANY, measureRound, type Round } from '../mcp/load.ts';
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
/** One table for calls, one for connecting and memory. Ratios are taken within a round, to the floor of the era. */
export async function run(bench: Bench): Promise<readonly Table[]> {
  const { rounds, ms, connects } = bench.quick
    ? { rounds: 3, ms: 500, connects: 50 }
    : { rounds: 7, ms: 1_500, connects: 150 };
  const servers: Measured[] = [];
  try {
    for (const { file } of CONTENDERS) servers.push(await startServer(file));
    const targets = await Promise.all(
      servers.map((server, at) => createTarget(server, CONTENDERS[at]?.era ?? '2025', [])),
    );
    const results = CONTENDERS.map(() => [] as Round[]);
    for (let round = -1; round < rounds; round += 1) {
      for (const [at, target] of targets.entries()) {
        const measured = await measureRound(target, { ms, connects });
        if (round >= 0) results[at]?.push(measured);
      }
    }
    const memory = await Promise.all(targets.map((target) => growth(target, { calls: false })));
    return [callTable(results), connectTable(results, memory)];
  } finally {
    for (const server of servers) await server.stop();
  }
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
  return compare(results[at] ?? [], results[floor] ?? [], pick);
}
