/** The time that a call has: over when the clock says so, or when the caller does not want it any more. */

interface Caller {
  readonly signal: AbortSignal;
}

/**
 * The clock starts with the next turn of the event loop. Most calls have ended by then, and nobody can cancel before,
 * so they need neither timer nor signal. A class, because one is made for every call.
 */
export class Deadline {
  /** The clock has run out. */
  isOver = false;
  readonly #caller: Caller;
  readonly #ms: number;
  #controller: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped: { readonly reason: unknown } | undefined;
  #giveUp: ((reason: unknown) => void) | undefined;
  #hasEnded = false;

  /** `end` has to be called. @param caller whose signal is not looked at before the clock starts */
  constructor(caller: Caller, ms: number) {
    this.#caller = caller;
    this.#ms = ms;
    // A tick that a microtask asks for comes when none of them is left.
    queueMicrotask(() => {
      if (!this.#hasEnded) process.nextTick(() => this.#start());
    });
  }

  /** Aborts when the time is over or the caller cancels. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#stopped) this.#controller.abort(this.#stopped.reason);
      else if (this.#caller.signal.aborted) this.#controller.abort(this.#caller.signal.reason);
    }
    return this.#controller.signal;
  }

  /** The result of the work, unless the time is over first: a tool that does not look at its signal holds nobody. */
  race<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#stopped) reject(this.#stopped.reason);
      this.#giveUp = reject;
      work.then(resolve, reject);
    });
  }

  /** Stops the clock. */
  end(): void {
    this.#hasEnded = true;
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#caller.signal.removeEventListener('abort', this.#cancel);
  }

  #start(): void {
    if (this.#hasEnded) return;
    const { signal } = this.#caller;
    if (signal.aborted) {
      this.#stop(signal.reason);
      return;
    }
    signal.addEventListener('abort', this.#cancel);
    this.#timer = setTimeout(() => {
      this.isOver = true;
      this.#stop(new DOMException('The time of the call is over', 'TimeoutError'));
    }, this.#ms);
  }

  readonly #cancel = (): void => this.#stop(this.#caller.signal.reason);

  #stop(reason: unknown): void {
    this.#stopped = { reason };
    this.#controller?.abort(reason);
    this.#giveUp?.(reason);
  }
}
