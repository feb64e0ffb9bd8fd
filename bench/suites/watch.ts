/** `nerve sync --watch`: from an edit to the bundles, what an idle watch costs, and how much memory it holds. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  type FSWatcher,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertAllZero } from '../lib/rounds.ts';
import { stageNerve } from '../lib/stage.ts';
import type { Bench } from '../lib/suite.ts';
import type { Table } from '../lib/table.ts';

export const name = 'watch';
export const description =
  'A running `nerve sync --watch` with two agents: its delay, its idle CPU and its memory.';

/** Quiet time that the watch waits for after an edit. */
const DEBOUNCE_MS = 60;
const BUDGETS = { p50: 60, p99: 250, idlePercent: 0.1, rssMiB: 90 };
const BUNDLES = ['.codex/AGENTS.md', '.claude/rules/nerve.md'];

/** Measures one process: nothing else of nerve does this work, so there is nothing to take turns with. */
export async function run(bench: Bench): Promise<readonly Table[]> {
  const nerve = await stageNerve(bench);
  const home = bench.folder('home');
  for (const folder of ['.codex', '.claude']) mkdirSync(join(home, folder));
  const env = { HOME: home };
  assertAllZero([await bench.runner.run({ args: [nerve.bin, 'init', '--yes'], cwd: home, env })]);

  const child = spawn(process.execPath, [nerve.bin, 'sync', '--watch', '--json'], {
    cwd: home,
    env: { ...env, PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    await ready(child);
    const pid = child.pid ?? 0;
    // Garbage of the start is collected within ten seconds.
    await sleep(bench.quick ? 2000 : 12_000);
    const fresh = rssOf(pid);
    bench.log('  idle …');
    const idle = await idlePercent(pid, bench.quick ? 5 : 60);
    bench.log('  edits …');
    const delays = await measureEdits(home, bench.quick ? 20 : 300);
    return [delayTable(delays), costTable(idle, fresh, rssOf(pid), delays.length)];
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

function delayTable(delays: readonly number[]): Table {
  const [p50, p99] = [quantile(delays, 0.5), quantile(delays, 0.99)];
  return {
    title: 'From an edit to the bundles of both agents',
    columns: [
      { title: '' },
      { title: 'ms after the debounce', digits: 1 },
      { title: 'budget ms' },
      { title: 'within' },
    ],
    rows: [
      ['p50', p50, BUDGETS.p50, p50 <= BUDGETS.p50],
      ['p99', p99, BUDGETS.p99, p99 <= BUDGETS.p99],
      ['max', Math.max(...delays), null, null],
    ],
    notes: [
      `${delays.length} edits of one workspace file by rename, until the last of the two bundles is in place; the ${DEBOUNCE_MS} ms that the watch waits for quiet are taken off.`,
    ],
  };
}

function costTable(idle: number | null, fresh: number | null, late: number | null, edits: number): Table {
  const row = (title: string, value: number | null, budget: number) => {
    return [title, value, budget, value === null ? null : value <= budget];
  };
  return {
    title: 'What it costs',
    columns: [
      { title: '' },
      { title: 'measured', digits: 'auto' },
      { title: 'budget', digits: 'auto' },
      { title: 'within' },
    ],
    rows: [
      row('idle CPU, % of a core', idle, BUDGETS.idlePercent),
      row('RSS at rest, MiB', fresh, BUDGETS.rssMiB),
      row(`RSS after ${edits} edits, MiB`, late, BUDGETS.rssMiB),
    ],
    notes: [
      'Asked from /proc, so on Linux only. About 45 MiB of the memory are those of a Node that does nothing.',
    ],
  };
}

/** Waits for the first event, and goes on reading: a watch that nobody listens to ends. */
function ready(child: ChildProcess): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      said += chunk;
      if (said.includes('"event":"ready"')) resolve();
    });
    child.once('close', () => reject(new Error(`the watch ended:\n${said}`)));
  });
}

/** Milliseconds after the debounce, one for each edit. */
async function measureEdits(home: string, count: number): Promise<number[]> {
  const memory = join(home, 'nerve-workspace', 'MEMORY.md');
  const files = BUNDLES.map((bundle) => join(home, bundle));
  const delays: number[] = [];
  for (let edit = 0; edit < count; edit += 1) {
    const mark = `edit number ${edit}.`;
    const done = inAll(files, mark);
    writeFileSync(`${memory}.tmp`, `# Memory\n\n- ${mark}\n`);
    const start = performance.now();
    renameSync(`${memory}.tmp`, memory);
    delays.push((await done) - start - DEBOUNCE_MS);
    await sleep(150);
  }
  return delays;
}

/** The time at which all files have the mark. */
function inAll(files: readonly string[], mark: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const watchers: FSWatcher[] = [];
    const end = (): void => {
      clearTimeout(late);
      for (const watcher of watchers) watcher.close();
    };
    const late = setTimeout(() => {
      end();
      reject(new Error(`${mark} never reached the bundles`));
    }, 10_000);
    const look = (): void => {
      const now = performance.now();
      if (!files.every((file) => readFileSync(file, 'utf8').includes(mark))) return;
      end();
      resolve(now);
    };
    for (const file of files) watchers.push(watch(dirname(file), look));
  });
}

async function idlePercent(pid: number, seconds: number): Promise<number | null> {
  const before = cpuMs(pid);
  await sleep(seconds * 1000);
  const after = cpuMs(pid);
  return before === null || after === null ? null : (after - before) / seconds / 10;
}

/** CPU of all threads so far, in milliseconds. */
function cpuMs(pid: number): number | null {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    const times = tasks.map((task) =>
      Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]),
    );
    return times.reduce((sum, time) => sum + time, 0) / 1e6;
  } catch {
    return null;
  }
}

function rssOf(pid: number): number | null {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return null;
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
