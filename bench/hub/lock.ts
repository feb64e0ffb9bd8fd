/** The event loop of a hub whose clients call while another process keeps the write lock of its database. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { spreadOf } from '../lib/stats.ts';
import type { Table } from '../lib/table.ts';
import { type Caller, open } from '../mcp/client.ts';
import { expectAnswer, MANY, type Target } from '../mcp/load.ts';

/** Milliseconds that a timer of the hub may wait longer than without the lock. */
const BUDGET_MS = 20;
const HOLD_MS = 5_000;
/** Each client waits for so long between two calls: agents do not call in a loop, and both cores must not be full. */
const PAUSE_MS = 20;

const HOLDER = `
  import Database from 'better-sqlite3';
  const database = new Database(process.argv[1]);
  database.pragma('busy_timeout = 60000');
  for (;;) {
    database.exec('BEGIN IMMEDIATE');
    process.stdout.write('.');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${HOLD_MS});
    database.exec('COMMIT');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  }`;

interface Seen {
  readonly longest: number;
  readonly p99: number;
  /** Milliseconds that reads and writes took; sorted. */
  readonly reads: readonly number[];
  readonly writes: readonly number[];
}

/** One table: what the loop and the clients saw, in turns with and without the lock. */
export async function lockTable(target: Target, database: string, rounds: number): Promise<Table> {
  const free: Seen[] = [];
  const held: Seen[] = [];
  for (let round = 0; round < rounds; round += 1) {
    free.push(await watch(target));
    const holder = hold(database);
    try {
      if (holder.stdout) await once(holder.stdout, 'data');
      holder.stdout?.resume();
      held.push(await watch(target));
    } finally {
      holder.kill('SIGKILL');
      await once(holder, 'exit');
    }
  }
  const row = (title: string, pick: (seen: Seen) => number) => {
    const [before, locked] = [spreadOf(free.map(pick)), spreadOf(held.map(pick))];
    return [title, before, locked, null, null] as (string | typeof before | number | boolean | null)[];
  };
  const stalls = row('event loop: longest stall', ({ longest }) => longest);
  const [before, locked] = [free, held].map((seen) => spreadOf(seen.map(({ longest }) => longest)).median);
  // A loop that stalls for longer anyway tells nothing of the lock.
  const canTell = before !== undefined && locked !== undefined && before <= BUDGET_MS;
  stalls.splice(3, 2, BUDGET_MS, canTell ? locked - before <= BUDGET_MS : null);
  return {
    title: 'While another process keeps the write lock',
    columns: [
      { title: 'ms' },
      { title: 'without the lock', digits: 'auto' },
      { title: 'with it', digits: 'auto' },
      { title: 'may be longer by' },
      { title: 'within' },
    ],
    rows: [
      stalls,
      row('event loop: p99', ({ p99 }) => p99),
      row('reads: p50', ({ reads }) => quantile(reads, 0.5)),
      row('reads: p99', ({ reads }) => quantile(reads, 0.99)),
      row('session_title: p50', ({ writes }) => quantile(writes, 0.5)),
      row('session_title: longest', ({ writes }) => quantile(writes, 1)),
    ],
    notes: [
      `${MANY} clients: one writes, the others read (session_list, session_context, hub_status, an echo), each ${PAUSE_MS} ms after the last answer. The lock is held for ${HOLD_MS / 1000} s, given up for 50 ms, and taken again. Median and extremes of ${rounds} turns each.`,
      'A stall is what a timer of 1 ms in the process of the hub waited beyond its time; garbage and neighbours are in both columns. Where it is longer than the budget already without the lock, there is no verdict.',
    ],
  };
}

function hold(database: string): ChildProcess {
  return spawn(process.execPath, ['--input-type=module', '-e', HOLDER, database], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function watch({ server, callers }: Target): Promise<Seen> {
  const reads: number[] = [];
  const writes: number[] = [];
  const end = performance.now() + HOLD_MS + 1_000;
  await server.ask('watch');
  await Promise.all(
    Array.from({ length: MANY }, async (_, at) => {
      const caller = callers[at % callers.length];
      if (!caller) throw new Error('nobody calls');
      const connection = await open(server.port);
      const requests = at === 0 ? [writeOf(caller)] : readsOf(caller);
      for (let call = at; performance.now() < end; call += 1) {
        const start = performance.now();
        const [request, text] = requests[call % requests.length] ?? [];
        await expectAnswer(connection, request, text ?? '');
        (at === 0 ? writes : reads).push(performance.now() - start);
        await sleep(PAUSE_MS);
      }
      connection.close();
    }),
  );
  const { longest = Number.NaN, p99 = Number.NaN } = await server.ask('stalls');
  const sort = (times: number[]) => times.sort((a, b) => a - b);
  return { longest, p99, reads: sort(reads), writes: sort(writes) };
}

type Ask = readonly [Buffer, string];

function readsOf(caller: Caller): readonly Ask[] {
  return [
    [caller.call('session_list', {}), 'external:bench'],
    [caller.call('session_context', { topic: 'x' }), '# Session context'],
    [caller.call('hub_status', {}), 'uptimeSeconds'],
    [caller.call('echo', { text: 'hello' }), 'echo:hello'],
  ];
}

const writeOf = (caller: Caller): Ask => [
  caller.call('session_title', { title: 'A title' }),
  'is now called',
];

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
