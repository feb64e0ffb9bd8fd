/** What the hub costs until it serves: CPU of the process itself at its ready line. */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { assertAllZero } from '../lib/rounds.ts';
import { stageNerve } from '../lib/stage.ts';
import { spreadOf } from '../lib/stats.ts';
import type { Bench } from '../lib/suite.ts';
import type { Table } from '../lib/table.ts';

const BUDGET_MS = 250;
const PRELOAD = join(import.meta.dirname, 'ready-preload.cjs');

/** One table: a Node that only says a word, and `nerve serve` with and without its sync. */
export async function readyTable(bench: Bench): Promise<Table> {
  const nerve = await stageNerve(bench);
  const home = bench.folder('home');
  for (const folder of ['.codex', '.claude']) mkdirSync(join(home, folder));
  assertAllZero([
    await bench.runner.run({ args: [nerve.bin, 'init', '--yes'], cwd: home, env: { HOME: home } }),
  ]);
  const serve = [nerve.bin, 'serve', '--json', '--port', '0'];
  const contenders: readonly (readonly [string, readonly string[]])[] = [
    ['bare Node', ['-e', 'process.stdout.write("ready"); setTimeout(() => {}, 60_000)']],
    ['nerve serve --no-sync', [...serve, '--no-sync']],
    ['nerve serve', serve],
  ];
  const taken = contenders.map(() => ({
    ready: [] as number[],
    later: [] as number[],
    wall: [] as number[],
  }));
  for (let round = -1; round < (bench.quick ? 3 : 9); round += 1) {
    for (const [at, [, args]] of contenders.entries()) {
      const { ready, later, wall } = await startOnce(home, args);
      if (round < 0) continue;
      taken[at]?.ready.push(ready);
      taken[at]?.later.push(later);
      taken[at]?.wall.push(wall);
    }
  }
  const [bare] = taken;
  return {
    title: 'Until it is ready',
    columns: [
      { title: '' },
      { title: 'CPU ms at the ready line' },
      { title: 'above bare Node' },
      { title: 'budget ms' },
      { title: 'within' },
      { title: 'CPU ms 1.5 s later' },
      { title: 'wall ms to ready' },
    ],
    rows: contenders.map(([name], at) => {
      const { ready, later, wall } = taken[at] ?? { ready: [], later: [], wall: [] };
      const cpu = spreadOf(ready);
      const above = cpu.median - spreadOf(bare?.ready ?? []).median;
      const isBare = at === 0;
      return [
        name,
        cpu,
        isBare ? null : above,
        isBare ? null : BUDGET_MS,
        isBare ? null : cpu.median <= BUDGET_MS,
        spreadOf(later),
        spreadOf(wall),
      ];
    }),
    notes: [
      'In a home where two agents are set up, with a warm compile cache; the process itself, all threads. The first sync begins after the ready line.',
    ],
  };
}

async function startOnce(home: string, args: readonly string[]) {
  const start = performance.now();
  const child = spawn(process.execPath, ['--require', PRELOAD, ...args], {
    cwd: home,
    env: { HOME: home, PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const pipe = child.stdio[3];
  if (!pipe || !('read' in pipe)) throw new Error('there is no descriptor 3');
  let text = '';
  let wall = 0;
  for await (const chunk of pipe) {
    wall ||= performance.now() - start;
    text += chunk;
    if (text.split('\n').length > 2) child.kill('SIGTERM');
  }
  await ended;
  const [ready, later] = text.split('\n').map(Number);
  if (!ready || !later) throw new Error(`it was never ready: ${args.join(' ')}`);
  return { ready, later, wall };
}
