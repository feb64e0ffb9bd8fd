/** Runs a program to its end with exactly the environment given, and never longer than its time. */
import { spawn } from 'node:child_process';

export interface Ended {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** The whole environment; nothing of the caller's is added. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** What a client may take at most. */
const CLIENT_MS = 60_000;

/** @throws Error when the program cannot be started or does not end in time; then it has been killed. */
export function run(program: string, args: readonly string[], options: RunOptions): Promise<Ended> {
  const { cwd, env, timeoutMs = CLIENT_MS } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let isLate = false;
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
      // A grandchild may hold the pipes open.
      child.stdout.destroy();
      child.stderr.destroy();
    }, timeoutMs);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (exit) => {
      clearTimeout(timer);
      const ended = { exit, stdout: text(stdout), stderr: text(stderr) };
      if (!isLate) return resolve(ended);
      const tail = `${ended.stdout}\n${ended.stderr}`.slice(-2000);
      reject(new Error(`${[program, ...args].join(' ')} did not end within ${timeoutMs} ms:\n${tail}`));
    });
  });
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}
