/** One timer for everything that has to be looked at from time to time. */

export interface Ticking {
  tick(): void;
}

export interface Ticker {
  add(member: Ticking): void;
  remove(member: Ticking): void;
}

/**
 * A member's first tick comes at any time within the interval. The timer keeps no process alive; it ends when it finds
 * nobody, not with the last member, because members come and go faster than a timer is made.
 */
export function createTicker(intervalMs: number): Ticker {
  const members = new Set<Ticking>();
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    add(member) {
      members.add(member);
      timer ??= setInterval(() => {
        for (const each of members) each.tick();
        if (members.size === 0) stop();
      }, intervalMs).unref();
    },
    remove(member) {
      members.delete(member);
    },
  };
}
