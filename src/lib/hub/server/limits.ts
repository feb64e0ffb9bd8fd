/** How much one principal may ask of the hub at a time, so that a runaway agent does not starve the others. */

import type { Config } from '../../base/config/config.ts';

export interface Rate {
  /** Requests per second in the long run. */
  readonly rate: number;
  /** Requests at once, after a quiet time. */
  readonly burst: number;
}

export interface LimitOptions extends Rate {
  /** Requests under way. */
  readonly concurrency: number;
  readonly now: () => number;
}

export interface Limits {
  /** Counts a request: the way to end it, or how many seconds to wait. */
  enter(key: string): (() => void) | { readonly retryAfter: number };
}

interface Usage {
  tokens: number;
  at: number;
  running: number;
  readonly leave: () => void;
}

/** Seconds' worth of requests that a token may make at once. */
const BURST = 5;

/** What the settings allow each token. */
export function rateOf(config: Config): Rate {
  const rate = config.number('hub.requests_per_second');
  return { rate, burst: rate * BURST };
}

/** Principals that are remembered; idle ones go first. */
const MOST = 10_000;

/** A token bucket and a count for each principal. */
export function createLimits({ rate, burst, concurrency, now }: LimitOptions): Limits {
  const usages = new Map<string, Usage>();
  const usageOf = (key: string): Usage => {
    const known = usages.get(key);
    if (known) return known;
    if (usages.size >= MOST) {
      for (const [other, { running }] of usages) if (running === 0) usages.delete(other);
    }
    const usage: Usage = {
      tokens: burst,
      at: now(),
      running: 0,
      leave: () => {
        usage.running -= 1;
      },
    };
    usages.set(key, usage);
    return usage;
  };
  return {
    enter(key) {
      const usage = usageOf(key);
      const at = now();
      usage.tokens = Math.min(burst, usage.tokens + ((at - usage.at) / 1000) * rate);
      usage.at = at;
      if (usage.tokens < 1) return { retryAfter: Math.ceil((1 - usage.tokens) / rate) };
      if (usage.running >= concurrency) return { retryAfter: 1 };
      usage.tokens -= 1;
      usage.running += 1;
      return usage.leave;
    },
  };
}
