/**
 * Runs one program to its end and says what it used.
 *
 * CPU and wall time come from the `time` of bash: it asks the kernel (getrusage of ended children) in steps of 1 ms,
 * and so counts every program the same way, whatever it is written in, with the children that it waited for and the
 * time that it takes to leave. Node alone cannot ask that of a child, and GNU time and /proc count in steps of 10 ms.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';

export interface Command {
  /** What Node is given: options, script, arguments. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** Added to the bare environment that every command gets. */
  readonly env: Readonly<Record<string, string>>;
}

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds, user and system. */
  readonly cpu: number;
  /** Milliseconds. */
  readonly wall: number;
  /** The largest resident set in bytes; only when asked for, because asking costs CPU time. */
  readonly rss: number | undefined;
}

export interface Runner {
  /** @throws Error when the command cannot be started or does not end in time. */
  run(command: Command, options?: { readonly rss?: boolean }): Promise<Run>;
  /** Ends what still runs. */
  close(): void;
}

const SCRIPT = `exec 4>&2 2>&3; TIMEFORMAT='used %3U %3S %3R'; time "$@" 2>&4 4>&-`;
const TIMEOUT = 120_000;

/** Runs programs under this Node, with `temp` as their folder for temporary files. */
export function createRunner(temp: string): Runner {
  const base = {
    PATH: [dirname(process.execPath), '/usr/bin', '/bin'].join(':'),
    TMPDIR: temp,
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    CI: '1',
    DO_NOT_TRACK: '1',
  };
  const running = new Set<ChildProcess>();
  const end = (child: ChildProcess): void => {
    // A group of its own, so that what it started goes with it.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };

  return {
    async run({ args, cwd, env }, { rss = false } = {}) {
      const preload = rss ? ['--require', join(import.meta.dirname, 'rss-preload.cjs')] : [];
      const child = spawn('bash', ['-c', SCRIPT, 'bench', process.execPath, ...preload, ...args], {
        cwd,
        env: { ...base, ...env },
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
        detached: true,
      });
      running.add(child);
      const timer = setTimeout(() => end(child), TIMEOUT);
      try {
        const texts = Promise.all([1, 2, 3].map((fd) => textOf(child, fd)));
        const code = await codeOf(child);
        const [stdout = '', stderr = '', usage = ''] = await texts;
        const used = /used ([\d.]+) ([\d.]+) ([\d.]+)/.exec(usage);
        if (!used) throw new Error(`not measured (exit ${code}): ${args.join(' ')}\n${usage}${stderr}`);
        const [user, system, wall] = used.slice(1).map((text) => Number(text) * 1000);
        const resident = /rss (\d+)/.exec(usage)?.[1];
        return {
          code,
          stdout,
          stderr,
          cpu: (user ?? 0) + (system ?? 0),
          wall: wall ?? 0,
          rss: resident === undefined ? undefined : Number(resident),
        };
      } finally {
        clearTimeout(timer);
        running.delete(child);
      }
    },
    close() {
      for (const child of running) end(child);
    },
  };
}

function codeOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error('the bench needs bash on PATH', { cause: error })));
    child.once('close', resolve);
  });
}

async function textOf(child: ChildProcess, fd: number): Promise<string> {
  const stream = child.stdio[fd];
  if (!stream || !('read' in stream)) return '';
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
