/** The time that a call has: over when the clock says so, or when the caller does not want it any more. */

export interface Deadline {
  /** Aborts when the time is over or the caller cancels. */
  readonly signal: AbortSignal;
  /** The clock has run out. */
  readonly isOver: boolean;
  /** The result of the work, unless the time is over first: a tool that does not look at its signal holds nobody. */
  race<T>(work: Promise<T>): Promise<T>;
  /** Stops the clock. */
  end(): void;
}

/** Starts the clock; `end` has to be called. */
export function startDeadline(caller: AbortSignal, ms: number): Deadline {
  const controller = new AbortController();
  const { signal } = controller;
  let isOver = false;
  const cancel = (): void => controller.abort(caller.reason);
  if (caller.aborted) cancel();
  else caller.addEventListener('abort', cancel);
  const timer = setTimeout(() => {
    isOver = true;
    controller.abort();
  }, ms);
  return {
    signal,
    get isOver() {
      return isOver;
    },
    race: (work) => {
      if (signal.aborted) {
        work.catch(() => undefined);
        return Promise.reject(signal.reason);
      }
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        work.then(resolve, reject);
      });
    },
    end: () => {
      clearTimeout(timer);
      caller.removeEventListener('abort', cancel);
    },
  };
}
