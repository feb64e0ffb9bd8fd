/** What the store's writes and reads cost, in this thread and through the worker, beside bare better-sqlite3. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { systemClock } from '../../src/lib/base/kernel/clock.ts';
import { INSERT_EVENT, toEventValues } from '../../src/lib/base/store/event-columns.ts';
import type { NewEvent } from '../../src/lib/base/store/event-row.ts';
import { openStore, type Store } from '../../src/lib/base/store/store.ts';
import { type Timed, timeWorks, type Work } from '../lib/loops.ts';
import { times } from '../lib/stats.ts';
import type { Bench } from '../lib/suite.ts';
import type { Table } from '../lib/table.ts';

export const name = 'store';
export const description =
  'Microseconds of writes and reads, here and through the worker, beside bare better-sqlite3; the event loop under a lock.';

const BATCH = 256;
const AT_ONCE = 32;
const ROWS = 20_000;

interface Stores {
  readonly raw: Database.Database;
  readonly here: Store;
  readonly worker: Store;
}

/** Three tables: writes, reads, and what the event loop and the clock see. */
export async function run(bench: Bench): Promise<readonly Table[]> {
  const folder = (which: string): string => {
    const path = join(bench.folder(`store-${which}`), 'home');
    mkdirSync(path, { mode: 0o700 });
    return join(path, 'nerve.db');
  };
  const files = { raw: folder('raw'), here: folder('here'), worker: folder('worker') };
  for (const file of Object.values(files)) await fill(file);
  const stores = {
    raw: openRaw(files.raw),
    here: await openStore({ file: files.here, clock: systemClock }),
    worker: await openStore({ file: files.worker, clock: systemClock, writer: 'worker' }),
  };
  const options = bench.quick ? { rounds: 5, batch: 50 } : { rounds: 15, batch: 150 };
  try {
    const written = await timeWorks(writes(stores), options);
    const read = await timeWorks(reads(stores), options);
    return [
      table('Writes', written, 'bare better-sqlite3, one row', [
        `One row is a transaction of its own. ${BATCH} rows are one transaction; ${AT_ONCE} at once are as many transactions, none waiting for the one before.`,
        'CPU counts all threads. A row is one of the audit, 13 values and three indexes.',
      ]),
      table('Reads', read, 'bare better-sqlite3, session by id', [
        `${ROWS} rows of the audit. The revision is what a remembered token asks before it counts.`,
      ]),
      await loopTable(files, stores, bench.quick ? 1000 : 3000),
    ];
  } finally {
    stores.raw.close();
    await Promise.all([stores.here.close(), stores.worker.close()]);
  }
}

function event(index: number): NewEvent {
  return {
    at: 1_800_000_000_000 + index,
    outcome: 'ok',
    session: `codex:${index % 50}`,
    principal: 'codex',
    jti: 'J0123456789',
    client: 'codex-mcp-client 1.2.3',
    callId: `call_${index}`,
    tool: 'task_list',
    durationUs: 250,
    argsHash: '0123456789abcdef'.repeat(4),
    argsPreview: '{"status":"open","limit":20}',
    resultPreview: 'x'.repeat(200),
  };
}

/** Later events each time: that is how they come. */
function createSource(): (count: number) => NewEvent[] {
  let next = ROWS;
  return (count) => Array.from({ length: count }, () => event(next++));
}

async function fill(file: string): Promise<void> {
  const store = await openStore({ file, clock: systemClock });
  await store.sessions.touch(
    Array.from({ length: BATCH }, (_, index) => ({ id: `codex:${index}`, at: index })),
  );
  await store.events.append(Array.from({ length: ROWS }, (_, index) => event(index)));
  await store.close();
}

function openRaw(file: string): Database.Database {
  const raw = new Database(file);
  for (const pragma of ['synchronous = NORMAL', 'cache_size = -16384']) raw.pragma(pragma);
  return raw;
}

function writes({ raw, here, worker }: Stores): Work[] {
  const insert = raw.prepare(INSERT_EVENT);
  const events = createSource();
  const insertAll = (count: number): void => {
    for (const one of events(count)) insert.run(...toEventValues(one));
  };
  const insertMany = raw.transaction(insertAll);
  const atOnce = () => Promise.all(events(AT_ONCE).map((one) => worker.events.append([one])));
  let title = 0;
  const built = (store: Store) =>
    store.transaction((writing) =>
      writing
        .updateTable('sessions')
        .set({ title: `t${++title}` })
        .where('id', '=', 'codex:1')
        .execute(),
    );
  return [
    { name: 'bare better-sqlite3, one row', call: () => insertAll(1) },
    { name: 'here, one row', call: () => here.events.append(events(1)) },
    { name: 'worker, one row', call: () => worker.events.append(events(1)) },
    { name: `bare better-sqlite3, ${AT_ONCE} at once`, call: () => insertAll(AT_ONCE) },
    { name: `worker, ${AT_ONCE} at once`, call: atOnce },
    { name: `bare better-sqlite3, ${BATCH} rows`, call: () => insertMany(BATCH) },
    { name: `here, ${BATCH} rows`, call: () => here.events.append(events(BATCH)) },
    { name: `worker, ${BATCH} rows`, call: () => worker.events.append(events(BATCH)) },
    { name: 'here, a built transaction', call: () => built(here) },
    { name: 'worker, a built transaction', call: () => built(worker) },
  ];
}

function reads({ raw, here, worker }: Stores): Work[] {
  const byId = raw.prepare('SELECT * FROM sessions WHERE id = ?');
  const page = raw.prepare('SELECT * FROM events ORDER BY at DESC, id DESC LIMIT 50');
  const active = raw.prepare(
    "SELECT * FROM sessions WHERE instance_id = 'main' AND status = 'active' ORDER BY last_activity_at DESC, id DESC LIMIT 51",
  );
  return [
    { name: 'bare better-sqlite3, session by id', call: () => byId.get('codex:7') },
    { name: 'here, session by id', call: () => here.sessions.byId('codex:7') },
    { name: 'worker, session by id', call: () => worker.sessions.byId('codex:7') },
    { name: 'worker, revision', call: () => worker.revision('tokens') },
    { name: 'bare better-sqlite3, 50 events', call: () => page.all() },
    { name: 'worker, 50 events', call: () => worker.events.list({}, { limit: 50 }) },
    { name: 'bare better-sqlite3, 50 sessions', call: () => active.all() },
    { name: 'worker, 50 sessions', call: () => worker.sessions.list({ status: 'active' }) },
  ];
}

function table(
  title: string,
  results: ReadonlyMap<string, Timed>,
  floor: string,
  notes: readonly string[],
): Table {
  const floors = [...results].filter(([work]) => work.startsWith('bare'));
  // Each is compared with the bare work of the same size.
  const floorOf = (work: string): Timed | undefined => {
    const size = work.slice(work.indexOf(',') + 2);
    return floors.find(([bare]) => bare.endsWith(size))?.[1] ?? results.get(floor);
  };
  return {
    title,
    columns: [
      { title: '' },
      { title: 'wall µs', digits: 'auto' },
      { title: '÷ bare', digits: 1, suffix: '×' },
      { title: 'CPU µs', digits: 'auto' },
      { title: '÷ bare', digits: 1, suffix: '×' },
    ],
    rows: [...results].map(([work, { cpu, wall }]) => {
      const bare = floorOf(work);
      if (!bare) throw new Error('the floor was not measured');
      return [work, wall, times(wall, bare.wall), cpu, times(cpu, bare.cpu)];
    }),
    notes,
  };
}

/** The longest time that a timer had to wait, and the CPU of doing nothing. */
async function loopTable(
  files: Readonly<Record<'here' | 'worker', string>>,
  { here, worker }: Stores,
  ms: number,
): Promise<Table> {
  const rows: Table['rows'][number][] = [];
  for (const [name, store, file] of [
    ['here', here, files.here],
    ['worker', worker, files.worker],
  ] as const) {
    rows.push([`${name}: longest stall, ms`, await longestStall(file, store, ms)]);
  }
  const end = await worker.onChange(() => undefined);
  rows.push(['worker: idle with a listener, CPU ms per s', await idleCpu(2 * ms)]);
  end();
  rows.push(['worker: idle without, CPU ms per s', await idleCpu(2 * ms)]);
  return {
    title: 'The event loop',
    columns: [{ title: '' }, { title: 'once', digits: 'auto' }],
    rows,
    notes: [
      `A stall: ${ms} ms of writes, one every 5 ms, while another process takes the write lock again and again for 200 ms.`,
    ],
  };
}

const HOLDER = `
  import Database from 'better-sqlite3';
  const database = new Database(process.argv[1]);
  database.pragma('busy_timeout = 10000');
  for (;;) {
    database.exec('BEGIN IMMEDIATE');
    process.stdout.write('.');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    database.exec('COMMIT');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }`;

async function longestStall(file: string, store: Store, ms: number): Promise<number> {
  const holder = spawn(process.execPath, ['--input-type=module', '-e', HOLDER, file], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(holder.stdout, 'data');
    holder.stdout.resume();
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const until = performance.now() + ms;
    const pending: Promise<unknown>[] = [];
    delay.enable();
    while (performance.now() < until) {
      pending.push(store.events.append([event(0)]));
      await sleep(5);
    }
    delay.disable();
    await Promise.all(pending);
    return delay.max / 1e6;
  } finally {
    holder.kill('SIGKILL');
  }
}

async function idleCpu(ms: number): Promise<number> {
  const before = process.cpuUsage();
  await sleep(ms);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / ms;
}
