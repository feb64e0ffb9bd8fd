/** How much CPU time (user and system) a Node program takes, above a Node that does nothing. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const preload = fileURLToPath(new URL('cpu-report.cjs', import.meta.url));

export interface Measured {
  /** A name for the table. */
  readonly name: string;
  /** What Node is called with: entry and arguments. */
  readonly args: readonly string[];
}

export interface MeasureOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly rounds: number;
}

/**
 * Runs all programs in turn, `rounds` times, and first once to fill caches.
 * @returns for each name, the median CPU milliseconds above `node -e 0` in the same rounds.
 * @throws when a program ends with another code than 0.
 */
export function cpuAboveNode(programs: readonly Measured[], options: MeasureOptions): Record<string, number> {
  const all = [{ name: '', args: ['-e', '0'] }, ...programs];
  const taken = all.map((): number[] => []);
  for (const { args } of all) cpuOf(args, options.env);
  for (let round = 0; round < options.rounds; round++) {
    all.forEach(({ args }, at) => {
      taken[at]?.push(cpuOf(args, options.env));
    });
  }
  const [base = 0, ...medians] = taken.map(median);
  return Object.fromEntries(programs.map(({ name }, at) => [name, (medians[at] ?? 0) - base]));
}

/** CPU milliseconds of one run. */
export function cpuOf(args: readonly string[], env: Readonly<Record<string, string>>): number {
  const { status, output } = spawnSync(process.execPath, ['--require', preload, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${output[2]}`);
  return Number(output[3]);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
