/** Waits for a quiet moment after the first of many hints, but not for ever. */

export interface Debounce {
  hit(): void;
  close(): void;
}

export interface DebounceOptions {
  /** Milliseconds without a hint that count as quiet. */
  readonly quietMs: number;
  /** Milliseconds after the first hint at which `due` is called in any case. */
  readonly atMostMs: number;
  /** Milliseconds that only ever grow. */
  readonly monotonic: () => number;
}

export function createDebounce(options: DebounceOptions, due: () => void): Debounce {
  const { quietMs, atMostMs, monotonic } = options;
  let first = 0;
  let last = 0;
  let timer: NodeJS.Timeout | undefined;

  // Thousands of hints move a number only; the one timer looks at it when it fires.
  const arm = (): void => {
    const at = Math.min(last + quietMs, first + atMostMs);
    timer = setTimeout(fire, Math.max(0, at - monotonic()));
  };
  const fire = (): void => {
    timer = undefined;
    const now = monotonic();
    // A timer may fire a fraction of a millisecond early.
    if (now - last < quietMs - 1 && now - first < atMostMs - 1) arm();
    else due();
  };
  return {
    hit() {
      last = monotonic();
      if (timer !== undefined) return;
      first = last;
      arm();
    },
    close() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
