/** What a running hub does now and then: it lets old rows go. */
import type { Config } from '../../base/config/config.ts';
import type { Clock } from '../../base/kernel/clock.ts';
import { applyRetention, retentionTimes } from '../../base/store/retention.ts';
import type { Store } from '../../base/store/store.ts';

export interface HousekeepingOptions {
  readonly store: Store;
  readonly config: Pick<Config, 'number'>;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
  /** Milliseconds until the first time, and between two. */
  readonly firstMs?: number;
  readonly everyMs?: number;
}

export interface Housekeeping {
  /** Stops after the step that is under way. */
  close(): Promise<void>;
}

/** Starting comes first. */
const FIRST_MS = 60_000;
const EVERY_MS = 3_600_000;

/** Applies retention from time to time; where several processes want to, a lease lets one of them. */
export function startHousekeeping(options: HousekeepingOptions): Housekeeping {
  const { store, config, clock, onError, firstMs = FIRST_MS, everyMs = EVERY_MS } = options;
  const ending = new AbortController();
  let work = Promise.resolve();
  let timer: NodeJS.Timeout;
  const wait = (ms: number): void => {
    timer = setTimeout(() => {
      work = round();
    }, ms).unref();
  };
  const round = async (): Promise<void> => {
    try {
      const times = retentionTimes(config, clock.now().getTime());
      await applyRetention(store, { ...times, signal: ending.signal });
    } catch (error) {
      onError(error);
    }
    if (!ending.signal.aborted) wait(everyMs);
  };
  wait(firstMs);
  return {
    async close() {
      ending.abort();
      clearTimeout(timer);
      await work;
    },
  };
}
