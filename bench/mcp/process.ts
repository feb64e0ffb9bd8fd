/** A server under measurement, in a process of its own. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Report } from './child.ts';

export interface Measured {
  readonly port: number;
  /** Microseconds of CPU so far, and resident bytes. */
  usage(): Promise<{ readonly cpu: number; readonly rss: number }>;
  stop(): Promise<void>;
}

/** @throws Error when it ends before it listens */
export async function startServer(file: string): Promise<Measured> {
  const child = fork(join(import.meta.dirname, file), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const { port = 0 } = await nextReport(child);
  return {
    port,
    async usage() {
      const answer = nextReport(child);
      child.send('usage');
      const { cpu = 0, rss = 0 } = await answer;
      return { cpu, rss };
    },
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

function nextReport(child: ChildProcess): Promise<Report> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`the server ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (report) => {
      child.off('exit', onExit);
      resolve(report as Report);
    });
  });
}
