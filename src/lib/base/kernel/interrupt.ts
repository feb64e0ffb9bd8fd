/** Being told to stop in the middle (Ctrl-C): the error, and how long work looks for it between two steps. */
import { EXIT, NerveError } from './errors.ts';

/** Set once somebody asked to stop. An `AbortSignal` is one. */
export interface StopSignal {
  readonly aborted: boolean;
}

/** The user asked to stop (exit 130). */
export class InterruptedError extends NerveError {
  readonly kind = 'interrupted';
  readonly exit = EXIT.interrupted;
  override readonly retryable = true;
}

/**
 * A safe place to stop. Gives the event loop one turn, without which a signal would never be noticed.
 * @throws InterruptedError when somebody asked to stop; the caller undoes what it began.
 */
export async function stopIfAsked(signal: StopSignal | undefined): Promise<void> {
  if (!signal) return;
  await new Promise<void>((resolve) => setImmediate(resolve));
  if (!signal.aborted) return;
  throw new InterruptedError('Interrupted before everything was written; what was written is undone', {
    code: 'interrupted',
  });
}
