/** What `nerve mcp` costs beside an agent: memory, start, and CPU per call, next to the barest relay there is. */

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertAllZero } from '../lib/rounds.ts';
import { stageNerve } from '../lib/stage.ts';
import { spreadOf } from '../lib/stats.ts';
import type { Bench } from '../lib/suite.ts';
import type { Table } from '../lib/table.ts';
import { startServer } from '../mcp/process.ts';
import { type Program, type StdioClient, startClient } from '../mcp/stdio-client.ts';

export const name = 'bridge';
export const description =
  'nerve mcp beside a bare relay and a Node that only waits: start, memory, CPU per call.';

const CALLS = 1_000;
const WARM_UP = 200;
/** Until streams are open and the start is digested. */
const REST_MS = 400;

interface Round {
  /** Milliseconds from the start to the answer to `initialize`. */
  readonly first: number;
  readonly rest: number;
  readonly after: number;
  /** Microseconds. */
  readonly cpu: number;
  readonly median: number;
}

/** One table; rounds take turns. */
export async function run(bench: Bench): Promise<readonly Table[]> {
  const nerve = await stageNerve(bench);
  const home = bench.folder('home');
  const env = { HOME: home, PATH: process.env.PATH ?? '' };
  const setUp = [nerve.bin, 'init', '--yes', '--agents', 'codex', '--transport', 'stdio'];
  assertAllZero([await bench.runner.run({ args: setUp, cwd: home, env })]);
  const server = await startServer('server-nerve.ts');
  try {
    const hub = `http://127.0.0.1:${server.port}`;
    const programs: readonly (readonly [title: string, program: Program])[] = [
      ['bare relay', { args: [join(import.meta.dirname, '../mcp/relay-raw.mjs'), `${hub}/mcp/v1`], env }],
      ['nerve mcp', { args: [nerve.bin, 'mcp', '--agent', 'codex'], env: { ...env, NERVE_HUB_URL: hub } }],
    ];
    const results = programs.map(() => [] as Round[]);
    const idle: number[] = [];
    for (let round = -1; round < (bench.quick ? 3 : 9); round += 1) {
      const waiting = await restOf({ args: ['-e', 'process.stdin.resume()'], env });
      if (round >= 0) idle.push(waiting);
      for (const [at, [, program]] of programs.entries()) {
        const measured = await measure(program);
        if (round >= 0) results[at]?.push(measured);
      }
    }
    return [
      table(
        programs.map(([title]) => title),
        results,
        idle,
      ),
    ];
  } finally {
    await server.stop();
  }
}

async function restOf(program: Program): Promise<number> {
  const client = startClient(program);
  await sleep(REST_MS);
  const { rss } = await client.usage();
  await client.stop();
  return rss;
}

async function measure(program: Program): Promise<Round> {
  const began = performance.now();
  const client = startClient(program);
  const clientInfo = { name: 'bench', version: '1' };
  await client.ask('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo });
  const first = performance.now() - began;
  client.tell('notifications/initialized');
  await sleep(REST_MS);
  const rest = (await client.usage()).rss;
  for (let at = 0; at < WARM_UP; at += 1) await call(client, at);
  const before = await client.usage();
  const times: number[] = [];
  for (let at = 0; at < CALLS; at += 1) {
    const start = performance.now();
    await call(client, at);
    times.push(performance.now() - start);
  }
  const used = await client.usage();
  await client.stop();
  times.sort((a, b) => a - b);
  return {
    first,
    rest,
    after: used.rss,
    cpu: (used.cpu - before.cpu) / CALLS,
    median: (times[CALLS / 2] ?? 0) * 1000,
  };
}

async function call(client: StdioClient, at: number): Promise<void> {
  const _meta = { 'claudecode/toolUseId': `toolu_${at}` };
  const { result } = await client.ask('tools/call', { name: 'echo', arguments: { text: 'hello' }, _meta });
  if (!JSON.stringify(result ?? '').includes('echo:hello')) throw new Error('a wrong answer');
}

function table(
  titles: readonly string[],
  results: readonly (readonly Round[])[],
  idle: readonly number[],
): Table {
  const of = (at: number, pick: (round: Round) => number) => (results[at] ?? []).map(pick);
  const mebi = (bytes: readonly number[]) => spreadOf(bytes.map((value) => value / 2 ** 20));
  const floor = of(0, ({ cpu }) => cpu);
  return {
    title: 'The bridge',
    columns: [
      { title: '' },
      { title: 'first answer ms' },
      { title: 'RSS MiB at rest' },
      { title: `RSS MiB after ${CALLS + WARM_UP} calls` },
      { title: 'CPU µs per call' },
      { title: '÷ bare relay', digits: 2, suffix: '×' },
      { title: 'median µs per call' },
    ],
    rows: [
      ['node, waiting on stdin', null, mebi(idle), null, null, null, null],
      ...titles.map((title, at) => {
        const cpu = of(at, (round) => round.cpu);
        return [
          title,
          spreadOf(of(at, ({ first }) => first)),
          mebi(of(at, ({ rest }) => rest)),
          mebi(of(at, ({ after }) => after)),
          spreadOf(cpu),
          spreadOf(cpu.map((value, round) => value / (floor[round] ?? value))),
          spreadOf(of(at, ({ median }) => median)),
        ];
      }),
    ],
    notes: [
      'The relay turns lines into POSTs and back, and knows nothing else: no eras, no token, no second try.',
      'CPU is that of the child. A ratio is that of one round; shown is its median. One call at a time, after a warm-up.',
    ],
  };
}
