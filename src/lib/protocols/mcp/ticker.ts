/** One timer for everything that has to be looked at from time to time; none while there is nothing. */

export interface Ticking {
  tick(): void;
}

export interface Ticker {
  add(member: Ticking): void;
  remove(member: Ticking): void;
}

/** A member's first tick comes at any time within the interval. The timer keeps no process alive. */
export function createTicker(intervalMs: number): Ticker {
  const members = new Set<Ticking>();
  let timer: NodeJS.Timeout | undefined;
  return {
    add(member) {
      members.add(member);
      timer ??= setInterval(() => {
        for (const each of members) each.tick();
      }, intervalMs).unref();
    },
    remove(member) {
      members.delete(member);
      if (members.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
  };
}
