/** What the whole hub costs: guard, token, limits, tools, sessions and audit, beside bare `node:http` and the SDKs' servers. */
import Database from 'better-sqlite3';
import { lockTable } from '../hub/lock.ts';
import { databaseOf, prepare } from '../hub/prepare.ts';
import { readyTable } from '../hub/ready.ts';
import { writeTable } from '../hub/writes.ts';
import { spreadOf } from '../lib/stats.ts';
import type { Bench } from '../lib/suite.ts';
import type { Table } from '../lib/table.ts';
import { TOOLS } from '../mcp/catalogue.ts';
import type { Era } from '../mcp/client.ts';
import {
  CLIENTS,
  callMany,
  compare,
  createTarget,
  growth,
  MANY,
  measureRound,
  type Round,
  type Target,
} from '../mcp/load.ts';
import { type Measured, startServer } from '../mcp/process.ts';

export const name = 'hub';
export const description = `The whole hub with ${TOOLS} tools, tokens and audit, beside bare node:http and the SDKs' servers; memory, start, locks.`;

type Kind = 'node:http' | 'hub, no rows' | 'hub' | 'SDK v1' | 'SDK v2';

interface Contender {
  readonly kind: Kind;
  readonly era: Era;
  /** Times the CPU of bare `node:http` in the same round. */
  readonly budgets?: { readonly call: number; readonly connect: number };
}

const CONTENDERS: readonly Contender[] = [
  { kind: 'node:http', era: '2025' },
  { kind: 'node:http', era: '2026' },
  { kind: 'hub, no rows', era: '2025', budgets: { call: 1.4, connect: 1.4 } },
  { kind: 'hub, no rows', era: '2026', budgets: { call: 1.4, connect: 1.4 } },
  { kind: 'hub', era: '2025', budgets: { call: 2.2, connect: 1.4 } },
  { kind: 'hub', era: '2026', budgets: { call: 2.2, connect: 1.4 } },
  { kind: 'SDK v1', era: '2025' },
  { kind: 'SDK v2', era: '2026' },
];
const SERVERS: Readonly<Record<Kind, string>> = {
  'node:http': 'mcp/server-raw.ts',
  'hub, no rows': 'hub/server-hub.ts',
  hub: 'hub/server-hub.ts',
  'SDK v1': 'mcp/server-sdk1.ts',
  'SDK v2': 'mcp/server-sdk2.ts',
};
const RSS_BUDGET_MIB = 130;

interface Started {
  readonly target: Target;
  /** The database of a hub. */
  readonly database: string;
}

/** Calls, connecting, memory, the start, the lock, a write; all in processes of their own. */
export async function run(bench: Bench): Promise<readonly Table[]> {
  const sizes = bench.quick
    ? { rounds: 3, ms: 300, connects: 50, calls: 20_000, locks: 1 }
    : { rounds: 11, ms: 700, connects: 100, calls: 100_000, locks: 3 };
  const servers: Measured[] = [];
  const { script, home, tokens } = await prepare(bench, Object.values(SERVERS));
  const start = async ({ kind, era }: Contender): Promise<Started> => {
    const folder = home();
    const server = await startServer(script(SERVERS[kind]), [
      folder,
      ...(kind === 'hub, no rows' ? ['no-audit'] : []),
    ]);
    servers.push(server);
    // The floor and the others get the same bytes.
    return { target: await createTarget(server, era, tokens), database: databaseOf(folder) };
  };
  try {
    const started = await startAll(start);
    bench.log('  calls …');
    const results = await measureAll(started, sizes);
    bench.log('  memory …');
    const heap = await heapTable(started, sizes.calls);
    for (const server of servers.splice(0)) await server.stop();
    const memory = await memoryOf(start, servers);
    bench.log('  ready …');
    const ready = await readyTable(bench);
    bench.log('  writes and locks …');
    const { target, database } = await start({ kind: 'hub', era: '2025' });
    await callMany(target, 1_000);
    const writes = await writeTable(bench, target, sizes.rounds);
    const lock = await lockTable(target, database, sizes.locks);
    return [callTable(results), connectTable(results, memory), heap, ready, writes, lock];
  } finally {
    for (const server of servers) await server.stop();
  }
}

async function startAll(start: (contender: Contender) => Promise<Started>): Promise<Started[]> {
  const started: Started[] = [];
  for (const contender of CONTENDERS) started.push(await start(contender));
  return started;
}

async function measureAll(
  started: readonly Started[],
  options: { readonly rounds: number; readonly ms: number; readonly connects: number },
): Promise<readonly (readonly Round[])[]> {
  const results = CONTENDERS.map(() => [] as Round[]);
  for (let round = -1; round < options.rounds; round += 1) {
    for (const [at, { target }] of started.entries()) {
      const measured = await measureRound(target, options);
      if (round >= 0) results[at]?.push(measured);
    }
  }
  return results;
}

/** Resident bytes of each after many sessions, each in a new process. */
async function memoryOf(
  start: (contender: Contender) => Promise<Started>,
  servers: Measured[],
): Promise<number[]> {
  const started = await startAll(start);
  const memory: number[] = [];
  for (const { target } of started) memory.push(await growth(target, { calls: true }));
  for (const server of servers.splice(0)) await server.stop();
  return memory;
}

/** What calls leave behind in the heap, and in the audit. */
async function heapTable(started: readonly Started[], calls: number): Promise<Table> {
  const rows: Table['rows'][number][] = [];
  for (const [at, { kind, era }] of CONTENDERS.entries()) {
    const found = started[at];
    if (kind !== 'hub' || !found) continue;
    const { target, database } = found;
    const { heap: before = 0 } = await target.server.ask('heap');
    const eventsBefore = countEvents(database);
    await callMany(target, calls);
    const { heap: after = 0 } = await target.server.ask('heap');
    const kept = countEvents(database) - eventsBefore;
    rows.push([
      `hub, ${era}`,
      before / 2 ** 20,
      after / 2 ** 20,
      (after - before) / calls,
      { good: kept, of: calls },
    ]);
  }
  return {
    title: `What ${calls} calls leave behind`,
    columns: [
      { title: '' },
      { title: 'heap MiB before', digits: 1 },
      { title: 'after', digits: 1 },
      { title: 'bytes a call', digits: 1 },
      { title: 'rows of the audit' },
    ],
    rows,
    notes: ['The heap is what is in use after all garbage was collected. Every call has one row.'],
  };
}

function countEvents(file: string): number {
  const database = new Database(file, { readonly: true });
  try {
    return Number(database.prepare('SELECT count(*) FROM events').pluck().get());
  } finally {
    database.close();
  }
}

function callTable(results: readonly (readonly Round[])[]): Table {
  return {
    title: 'tools/call through the whole hub',
    columns: [
      { title: '' },
      { title: 'CPU µs, 1 connection', digits: 'auto' },
      { title: '÷ node:http', digits: 2, suffix: '×' },
      { title: `CPU µs, ${MANY} connections`, digits: 'auto' },
      { title: '÷ node:http', digits: 2, suffix: '×' },
      { title: 'budget', digits: 1, suffix: '×' },
      { title: 'within' },
      { title: 'median µs, 1', digits: 'auto' },
      { title: `calls/s, ${MANY}` },
    ],
    rows: CONTENDERS.map((contender, at) => {
      const [one, oneRatio] = compared(results, at, (round) => round.one);
      const [many, manyRatio] = compared(results, at, (round) => round.many);
      const budget = contender.budgets?.call ?? null;
      return [
        titleOf(contender),
        one,
        oneRatio,
        many,
        manyRatio,
        budget,
        budget === null ? null : Math.max(oneRatio.median, manyRatio.median) <= budget,
        spreadOf((results[at] ?? []).map(({ median }) => median)),
        spreadOf((results[at] ?? []).map(({ perSecond }) => perSecond)),
      ];
    }),
    notes: [
      'CPU is that of the server process with all its threads, per call. A ratio is that of one round, to the floor of the same era; shown is its median.',
      'All get the same bytes, token and all; the floor parses JSON and looks at nothing. The calls take turns among 256 tokens, because one may not ask so often.',
      'Without rows, the audit of the bench drops what it is told; nerve has no such switch. With rows, each call is measured until its row is in the database.',
    ],
  };
}

function connectTable(results: readonly (readonly Round[])[], memory: readonly number[]): Table {
  return {
    title: `Connecting, listing ${TOOLS} tools, and memory`,
    columns: [
      { title: '' },
      { title: 'CPU µs', digits: 'auto' },
      { title: '÷ node:http', digits: 2, suffix: '×' },
      { title: 'budget', digits: 1, suffix: '×' },
      { title: 'within' },
      { title: `RSS MiB after ${CLIENTS} sessions` },
      { title: 'budget' },
      { title: 'within' },
    ],
    rows: CONTENDERS.map((contender, at) => {
      const [value, ratio] = compared(results, at, ({ connect }) => connect);
      const budget = contender.budgets?.connect ?? null;
      const rss = (memory[at] ?? 0) / 2 ** 20;
      const judged = budget === null ? [null, null] : [budget, ratio.median <= budget];
      const rssJudged = budget === null ? [null, null] : [RSS_BUDGET_MIB, rss <= RSS_BUDGET_MIB];
      return [titleOf(contender), value, ratio, ...judged, rss, ...rssJudged];
    }),
    notes: [
      'A new connection, the handshake of the era (initialize and initialized, or discover), and tools/list; for the memory, a call each, too.',
    ],
  };
}

function compared(results: readonly (readonly Round[])[], at: number, pick: (round: Round) => number) {
  const floor = CONTENDERS.findIndex(({ era }) => era === CONTENDERS[at]?.era);
  return compare(results[at] ?? [], results[floor] ?? [], pick);
}

function titleOf({ kind, era }: Contender): string {
  return `${kind}, ${era === '2025' ? '2025 session' : '2026-07-28'}`;
}
