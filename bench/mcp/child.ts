/** What every server under measurement tells the process that measures it: its port, its CPU time, its memory. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** `watch` begins to look at the event loop, `stalls` ends it. */
export type Question = 'usage' | 'heap' | 'watch' | 'stalls';

export interface Report {
  readonly port?: number;
  /** Microseconds, user and system, all threads. */
  readonly cpu?: number;
  /** Bytes. */
  readonly rss?: number;
  /** Bytes in use after all garbage is collected. */
  readonly heap?: number;
  /** Milliseconds that a timer had to wait beyond its time. */
  readonly longest?: number;
  readonly p99?: number;
}

export function serve(server: Server): void {
  server.keepAliveTimeout = 120_000;
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    answerQuestions({ port }, async () => undefined);
  });
}

/** Reports, then answers. @param settle resolves when what was put off is done, too */
export function answerQuestions(first: Report, settle: () => Promise<unknown>): void {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const answers: Readonly<Record<Question, () => Report>> = {
    usage: () => {
      const { user, system } = process.cpuUsage();
      return { cpu: user + system, rss: process.memoryUsage.rss() };
    },
    heap: () => {
      collectGarbage();
      return { heap: process.memoryUsage().heapUsed };
    },
    watch: () => {
      delay.reset();
      delay.enable();
      return {};
    },
    stalls: () => {
      delay.disable();
      // The histogram holds whole periods of the timer: a millisecond each.
      return { longest: delay.max / 1e6 - 1, p99: delay.percentile(99) / 1e6 - 1 };
    },
  };
  process.on('message', (question: Question) => {
    // The event loop is looked at as it is, without a wait for anything.
    const ready = question === 'usage' || question === 'heap' ? settle() : Promise.resolve();
    void ready.then(() => process.send?.(answers[question]()));
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.(first);
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  // What the first one frees may hold more.
  for (let time = 0; time < 3; time += 1) collect();
}
