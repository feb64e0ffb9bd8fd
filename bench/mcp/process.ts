/** A server under measurement, in a process of its own. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Question, Report } from './child.ts';

export interface Measured {
  readonly port: number;
  /** Microseconds of CPU so far, and resident bytes. */
  usage(): Promise<{ readonly cpu: number; readonly rss: number }>;
  ask(question: Question): Promise<Report>;
  stop(): Promise<void>;
}

/**
 * @param file absolute, or from here
 * @throws Error when it ends before it listens
 */
export async function startServer(file: string, args: readonly string[] = []): Promise<Measured> {
  const child = fork(resolve(import.meta.dirname, file), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { port = 0 } = await nextReport(child);
  const ask = async (question: Question): Promise<Report> => {
    const answer = nextReport(child);
    child.send(question);
    return answer;
  };
  return {
    port,
    ask,
    async usage() {
      const { cpu = 0, rss = 0 } = await ask('usage');
      return { cpu, rss };
    },
    async stop() {
      if (child.exitCode !== null) return;
      // It ends by itself then, so that `node --cpu-prof bench/run.ts` has its profile, too.
      child.disconnect();
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
