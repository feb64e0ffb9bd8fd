/** The writer of the hub: a worker holds the connection, so that this thread never waits for a lock. */
import { Worker } from 'node:worker_threads';
import { UnavailableError } from '../kernel/errors.ts';
import { fromPlain, type Reply, type Request, type WorkerStart } from './messages.ts';
import { monotonic } from './steps.ts';
import type { Writer } from './writer.ts';

export interface RemoteWriterOptions {
  /** Milliseconds that a write waits for another process's lock. */
  readonly patience?: number;
  /** Starts the thread; for tests. */
  readonly start?: (url: URL, data: WorkerStart) => Worker;
}

const PATIENCE = 30_000;
/** A worker that ended by itself is started again, unless another one did so this many milliseconds before. */
const CALM = 60_000;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

interface Thread {
  readonly ended: boolean;
  readonly waiting: number;
  ask(step: Request['step'], args: readonly unknown[]): Promise<unknown>;
  /** Resolves when the thread is gone. */
  readonly end: Promise<void>;
}

/**
 * Starts the worker for an existing, migrated database. When the worker ends by itself, what waits for it fails with
 * UnavailableError (`store-writer-lost`), and the next transaction gets a new worker, once a minute.
 */
export async function createRemoteWriter(file: string, options: RemoteWriterOptions = {}): Promise<Writer> {
  const { patience = PATIENCE, start = startWorker } = options;
  const { WORKER_URL } = await import('./worker.ts');
  let lastLoss = Number.NEGATIVE_INFINITY;

  const launch = (): Thread =>
    runThread(start(new URL(WORKER_URL), { role: 'nerve-store-writer', file }), file);
  let thread = launch();
  const fresh = (): Thread => {
    if (!thread.ended) return thread;
    const now = monotonic();
    if (now - lastLoss >= CALM) {
      lastLoss = now;
      thread = launch();
    }
    return thread;
  };

  return {
    begin: async (until) => void (await fresh().ask('begin', [until])),
    // A transaction does not move to another worker: these fail where theirs has ended.
    execute: (sql, parameters) => thread.ask('execute', [sql, parameters]) as ReturnType<Writer['execute']>,
    commit: async () => void (await thread.ask('commit', [])),
    rollback: async () => {
      if (!thread.ended) await thread.ask('rollback', []);
    },
    batch: (statements, until) => fresh().ask('batch', [statements, until]) as ReturnType<Writer['batch']>,
    state: () => ({ where: 'worker', running: !thread.ended, waiting: thread.waiting }),
    deadline: () => monotonic() + patience,
    close: async () => {
      if (!thread.ended) await thread.ask('close', []);
      await thread.end;
    },
  };
}

function startWorker(url: URL, data: WorkerStart): Worker {
  return new Worker(url, { workerData: data, name: 'nerve-store', execArgv: [] });
}

function runThread(worker: Worker, file: string): Thread {
  const waiting = new Map<number, Waiting>();
  let count = 0;
  let closing = false;
  let ended = false;
  let failure: Error | undefined;

  const settle = (id: number): Waiting | undefined => {
    const found = waiting.get(id);
    waiting.delete(id);
    // A worker at rest does not keep the process alive; its end is waited for.
    if (waiting.size === 0 && !closing) worker.unref();
    return found;
  };
  worker.unref();
  worker.on('message', (reply: Reply) => {
    if (!('error' in reply)) settle(reply.id)?.resolve(reply.value);
    else if (reply.id === undefined) failure = fromPlain(reply.error);
    else settle(reply.id)?.reject(fromPlain(reply.error));
  });
  worker.on('error', (error: Error) => {
    failure ??= lost(file, error);
  });
  const end = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      ended = true;
      for (const id of [...waiting.keys()]) settle(id)?.reject(failure ?? lost(file));
      resolve();
    });
  });

  return {
    get ended() {
      return ended;
    },
    get waiting() {
      return waiting.size;
    },
    end,
    ask: (step, args) =>
      new Promise((resolve, reject) => {
        if (ended) {
          reject(failure ?? lost(file));
          return;
        }
        closing ||= step === 'close';
        count += 1;
        worker.postMessage({ id: count, step, args } satisfies Request);
        if (waiting.size === 0) worker.ref();
        waiting.set(count, { resolve, reject });
      }),
  };
}

function lost(file: string, cause?: Error): UnavailableError {
  return new UnavailableError(
    `The thread that writes to ${file} ended by itself; whether its last write was kept is not known`,
    { code: 'store-writer-lost', hint: 'look whether the change is there before you try again', cause },
  );
}
