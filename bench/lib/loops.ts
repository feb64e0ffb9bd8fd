/** Measures functions inside this process: microseconds per call, in interleaved batches. */
import { type Spread, spreadOf } from './stats.ts';

export interface Work {
  readonly name: string;
  /** One call, or the promise of it. */
  call(): unknown;
}

export interface Timed {
  /** Microseconds of CPU per call: user and system, all threads of the process, so that collecting garbage counts. */
  readonly cpu: Spread;
  /** Microseconds of wall time per call. */
  readonly wall: Spread;
}

export interface LoopOptions {
  readonly rounds: number;
  /** How long a batch of calls lasts at least, in milliseconds. */
  readonly batch: number;
}

/** One batch each to warm up, then `rounds` batches of each, taking turns. A call that takes longer is a batch alone. */
export async function timeWorks(
  works: readonly Work[],
  { rounds, batch }: LoopOptions,
): Promise<ReadonlyMap<string, Timed>> {
  const sizes = new Map<string, number>();
  for (const work of works) sizes.set(work.name, await batchSize(work, batch));
  const samples = works.map(() => ({ cpu: [] as number[], wall: [] as number[] }));
  for (let round = 0; round < rounds; round += 1) {
    for (let step = 0; step < works.length; step += 1) {
      const at = (step + round) % works.length;
      const [work, sample] = [works[at], samples[at]];
      if (!work || !sample) continue;
      const count = sizes.get(work.name) ?? 1;
      const { cpu, wall } = await timeBatch(work, count);
      sample.cpu.push(cpu / count);
      sample.wall.push(wall / count);
    }
  }
  return new Map(
    works.map(({ name }, at) => {
      const { cpu = [], wall = [] } = samples[at] ?? {};
      return [name, { cpu: spreadOf(cpu), wall: spreadOf(wall) }];
    }),
  );
}

/** Doubles the number of calls until they fill the time. */
async function batchSize(work: Work, batch: number): Promise<number> {
  for (let count = 1; ; count *= 2) {
    const { wall } = await timeBatch(work, count);
    if (wall >= batch * 1000) return count;
  }
}

async function timeBatch(work: Work, count: number): Promise<{ cpu: number; wall: number }> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  for (let call = 0; call < count; call += 1) {
    const result = work.call();
    if (result instanceof Promise) await result;
  }
  const wall = (performance.now() - start) * 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: user + system, wall };
}
