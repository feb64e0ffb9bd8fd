/** What a reader must know of the machine to judge the numbers: its kind and how busy it was, never its name. */
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

export interface Machine {
  readonly node: string;
  readonly platform: string;
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGiB: number;
  /** ISO date. */
  readonly date: string;
  /** Average number of runnable processes of the last minute. */
  readonly load: number;
}

export function describeMachine(): Machine {
  return {
    node: process.version,
    platform: `${platform()} ${release().split('-')[0]} ${arch()}`,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

/** Some lines of Markdown; the second machine is the one after the run, whose load tells of the run itself. */
export function machineText(before: Machine, after: Machine): string {
  const { node, platform: system, cores, cpu, memoryGiB, date } = before;
  // The bench itself keeps about one process running.
  const isBusy = before.load > cores / 2 || after.load > cores;
  const busy = isBusy
    ? ' The machine was busy with other work: trust the ratios of CPU time, not the numbers.'
    : '';
  return [
    `Node ${node}, ${system}, ${cores} cores (${cpu}), ${memoryGiB} GiB, ${date} UTC.`,
    `Load ${before.load} before, ${after.load} after.${busy}`,
  ].join('\n');
}
