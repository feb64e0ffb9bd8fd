/** The entry of the worker that holds the hub's only writing connection. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type Connection, openConnection } from './connection.ts';
import { type Reply, type Request, toPlain, type WorkerStart } from './messages.ts';
import { applyConnectionSettings } from './settings.ts';
import { createSteps } from './steps.ts';

/** Where this file is, also in a bundle: what a worker is started with. */
export const WORKER_URL: string = import.meta.url;

/** Milliseconds that SQLite waits for a lock before the worker asks again: short, so that it gets its turn. */
const PAUSE = 10;

// The main thread imports this file, too, for its URL.
if (parentPort && isStart(workerData)) void serve(parentPort, workerData.file);

function isStart(data: unknown): data is WorkerStart {
  return typeof data === 'object' && data !== null && 'role' in data && data.role === 'nerve-store-writer';
}

type Step = (...args: readonly unknown[]) => unknown;

async function serve(port: MessagePort, file: string): Promise<void> {
  const answer = (reply: Reply): void => port.postMessage(reply);
  try {
    const connection = await openConnection(file, { busyTimeout: PAUSE, mustExist: true });
    applyConnectionSettings(connection);
    const steps = createSteps(connection);
    const work = ({ step, args }: Request): unknown =>
      step === 'close' ? finish(connection) : (steps[step] as Step)(...args);
    port.on('message', (request: Request) => {
      try {
        answer({ id: request.id, value: work(request) });
      } catch (error) {
        answer({ id: request.id, error: toPlain(error) });
      }
      if (request.step === 'close') port.close();
    });
  } catch (error) {
    answer({ error: toPlain(error) });
    port.close();
  }
}

function finish(connection: Connection): void {
  connection.pragma('wal_checkpoint(TRUNCATE)');
  connection.close();
}
