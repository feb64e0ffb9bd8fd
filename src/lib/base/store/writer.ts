/** Who executes the store's writes: this thread, or a worker. */
import type { Connection } from './connection.ts';
import { createSteps, type Steps } from './steps.ts';

/** The steps, wherever they run. Only one transaction is open at a time; the caller's gate sees to it. */
export type Writer = {
  readonly [Name in keyof Steps]: (...args: Parameters<Steps[Name]>) => Promise<ReturnType<Steps[Name]>>;
} & {
  /** Who writes, whether it can, and how many of its answers are waited for. */
  state(): WriterState;
  /** When a write that is asked for now has to give up waiting for the lock (see `monotonic`). */
  deadline(): number;
  /** Ends what was begun, then gives the connection up. */
  close(): Promise<void>;
};

export interface WriterState {
  readonly where: 'here' | 'worker';
  /** False between the end of a worker and the next write. */
  readonly running: boolean;
  readonly waiting: number;
}

/** Writes on a connection of this thread, which waits for locks as long as the connection does, twice. */
export function createLocalWriter(connection: Connection): Writer {
  const steps = createSteps(connection);
  return {
    begin: async (until) => steps.begin(until),
    execute: async (sql, parameters) => steps.execute(sql, parameters),
    commit: async () => steps.commit(),
    rollback: async () => steps.rollback(),
    batch: async (statements, until) => steps.batch(statements, until),
    deadline: () => 0,
    state: () => ({ where: 'here', running: true, waiting: 0 }),
    close: async () => connection.close(),
  };
}
