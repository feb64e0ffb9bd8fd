/** A client of 2025 on the standard streams of a child, which also says what the child has used. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface StdioClient {
  ask(method: string, params: object): Promise<{ readonly result?: unknown }>;
  tell(method: string): void;
  /** Microseconds of CPU so far, and resident bytes. */
  usage(): Promise<{ readonly cpu: number; readonly rss: number }>;
  stop(): Promise<void>;
}

export interface Program {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const PRELOAD = join(import.meta.dirname, 'usage-preload.cjs');

/** Starts the program with Node. */
export function startClient({ args, env }: Program): StdioClient {
  const child: ChildProcess = spawn(process.execPath, ['--require', PRELOAD, ...args], {
    env: { ...env },
    stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
  });
  const waiting = new Map<number, (message: { result?: unknown }) => void>();
  const reports: ((report: { cpu: number; rss: number }) => void)[] = [];
  createInterface({ input: child.stdout as Readable }).on('line', (line) => {
    const message = JSON.parse(line);
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  });
  createInterface({ input: child.stdio[3] as Readable }).on('line', (line) =>
    reports.shift()?.(JSON.parse(line)),
  );
  let last = 0;
  const send = (message: object): void => {
    child.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  };
  return {
    ask(method, params) {
      last += 1;
      const id = last;
      const answer = new Promise<{ result?: unknown }>((resolve) => waiting.set(id, resolve));
      send({ id, method, params });
      return answer;
    },
    tell: (method) => send({ method }),
    usage() {
      const report = new Promise<{ cpu: number; rss: number }>((resolve) => reports.push(resolve));
      child.kill('SIGUSR2');
      return report;
    },
    async stop() {
      if (child.exitCode !== null) return;
      child.stdin?.end();
      const late = setTimeout(() => child.kill('SIGKILL'), 2_000);
      await once(child, 'exit');
      clearTimeout(late);
    },
  };
}
