/** What a tool that writes costs through MCP, beside a bare transaction of one row. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { spreadOf } from '../lib/stats.ts';
import type { Bench } from '../lib/suite.ts';
import type { Table } from '../lib/table.ts';
import { open } from '../mcp/client.ts';
import { expectAnswer, type Target } from '../mcp/load.ts';

const CALLS = 300;

/** One table: the bare transaction, the tool, a read over the same wire. */
export async function writeTable(bench: Bench, target: Target, rounds: number): Promise<Table> {
  const bare: Cost[] = [];
  const read: Cost[] = [];
  const written: Cost[] = [];
  const transaction = bareTransaction(join(bench.folder('bare'), 'bare.db'));
  for (let round = -1; round < rounds; round += 1) {
    const costs = [transaction(), await calls(target, 'echo'), await calls(target, 'session_title')] as const;
    if (round < 0) continue;
    bare.push(costs[0]);
    read.push(costs[1]);
    written.push(costs[2]);
  }
  const row = (title: string, costs: readonly Cost[]) => {
    const ratios = costs.map(({ cpu }, at) => cpu / (bare[at]?.cpu ?? cpu));
    return [
      title,
      spreadOf(costs.map(({ cpu }) => cpu)),
      spreadOf(ratios),
      spreadOf(costs.map(({ wall }) => wall)),
    ];
  };
  return {
    title: 'A tool that writes',
    columns: [
      { title: '' },
      { title: 'CPU µs', digits: 'auto' },
      { title: '÷ bare', digits: 1, suffix: '×' },
      { title: 'median µs', digits: 'auto' },
    ],
    rows: [
      row('bare better-sqlite3, a transaction of one row', bare),
      row('a read tool, one connection', read),
      row('session_title with a key, one connection', written),
    ],
    notes: [
      'session_title takes the lock, looks for its key, writes the session, its title, the row of the audit and the result under the key, and commits: seven steps in the worker, each waited for.',
    ],
  };
}

interface Cost {
  /** Microseconds per call. */
  readonly cpu: number;
  /** Microseconds, the median. */
  readonly wall: number;
}

function bareTransaction(file: string): () => Cost {
  const database = new Database(file);
  for (const pragma of ['page_size = 8192', 'journal_mode = WAL', 'synchronous = NORMAL'])
    database.pragma(pragma);
  database.exec('CREATE TABLE rows (id INTEGER PRIMARY KEY, title TEXT NOT NULL) STRICT');
  const insert = database.prepare('INSERT INTO rows (title) VALUES (?)');
  return () => {
    const times: number[] = [];
    const before = process.cpuUsage();
    for (let call = 0; call < CALLS; call += 1) {
      const start = performance.now();
      insert.run(`A title of some words, number ${call}`);
      times.push(performance.now() - start);
    }
    const { user, system } = process.cpuUsage(before);
    return { cpu: (user + system) / CALLS, wall: medianOf(times) };
  };
}

let key = 0;

async function calls({ server, callers }: Target, tool: 'echo' | 'session_title'): Promise<Cost> {
  const connection = await open(server.port);
  const times: number[] = [];
  const before = await server.usage();
  for (let call = 0; call < CALLS; call += 1) {
    const caller = callers[call % callers.length];
    key += 1;
    const request =
      tool === 'echo'
        ? caller?.call(tool, { text: 'hello' })
        : caller?.call(tool, { title: `Number ${key}`, idempotency_key: `bench-key-${key}` });
    const start = performance.now();
    await expectAnswer(connection, request, tool === 'echo' ? 'echo:hello' : `Number ${key}`);
    times.push(performance.now() - start);
  }
  const after = await server.usage();
  connection.close();
  return { cpu: (after.cpu - before.cpu) / CALLS, wall: medianOf(times) };
}

/** Microseconds of milliseconds. */
function medianOf(times: readonly number[]): number {
  return spreadOf(times).median * 1000;
}
