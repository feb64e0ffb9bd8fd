/** Measures programs in interleaved rounds, so that a busy minute hits all of them alike. */
import type { Command, Run, Runner } from './runner.ts';
import { type Spread, spreadOf } from './stats.ts';

export interface Contender {
  readonly name: string;
  /** Called before each measured round, outside of the measurement; returns what to run, one after the other. */
  commands(): readonly Command[];
  /** Looks at each round's runs and throws when they did not do what they are measured for. */
  check?(runs: readonly Run[]): void;
}

export interface Measured {
  /** Milliseconds, user and system, summed over the commands. */
  readonly cpu: Spread;
  readonly wall: Spread;
  /** Bytes; the largest of the commands. */
  readonly rss: number;
}

/** Two rounds to warm up (compile caches, disk cache; the second one tells the memory), then `rounds` that count. */
export async function measure(
  runner: Runner,
  contenders: readonly Contender[],
  rounds: number,
): Promise<ReadonlyMap<string, Measured>> {
  const samples = contenders.map(() => ({ cpu: [] as number[], wall: [] as number[], rss: 0 }));
  for (let round = -2; round < rounds; round += 1) {
    for (let step = 0; step < contenders.length; step += 1) {
      // Another one goes first each time.
      const at = (step + round + 2) % contenders.length;
      const [contender, sample] = [contenders[at], samples[at]];
      if (!contender || !sample) continue;
      const runs = await runAll(runner, contender, round === -1);
      if (round === -1) sample.rss = Math.max(...runs.map((run) => run.rss ?? 0));
      if (round < 0) continue;
      sample.cpu.push(sum(runs.map((run) => run.cpu)));
      sample.wall.push(sum(runs.map((run) => run.wall)));
    }
  }
  return new Map(
    contenders.map(({ name }, at) => {
      const { cpu = [], wall = [], rss = 0 } = samples[at] ?? {};
      return [name, { cpu: spreadOf(cpu), wall: spreadOf(wall), rss }];
    }),
  );
}

async function runAll(runner: Runner, contender: Contender, rss: boolean): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (const command of contender.commands()) runs.push(await runner.run(command, { rss }));
  try {
    contender.check?.(runs);
  } catch (error) {
    const said = runs.map((run) => `exit ${run.code}\n${run.stdout}${run.stderr}`).join('\n');
    throw new Error(`${contender.name} did not do its work: ${error}\n${said}`, { cause: error });
  }
  return runs;
}

/** For `check`: every command ended with 0. */
export function assertAllZero(runs: readonly Run[]): void {
  const bad = runs.find((run) => run.code !== 0);
  if (bad) throw new Error(`exit ${bad.code}`);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
