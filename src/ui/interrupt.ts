/** Ctrl-C during a command. */
import type { StopSignal } from '../lib/base/kernel/interrupt.ts';

export interface Interrupt {
  readonly signal: StopSignal;
  /** Leaves Ctrl-C to Node again. */
  close(): void;
}

/**
 * Listens for SIGINT. The first one asks the command to stop at its next safe place; `end` is called when there is
 * none within `graceMs` (0: at once), or when the user insists.
 */
export function listenForInterrupt(graceMs: number, end: () => void): Interrupt {
  const signal = { aborted: false };
  const listener = (): void => {
    if (signal.aborted || graceMs === 0) {
      end();
      return;
    }
    signal.aborted = true;
    setTimeout(end, graceMs).unref();
  };
  process.on('SIGINT', listener);
  return { signal, close: () => process.off('SIGINT', listener) };
}
