/** Notices that another program keeps changing back what nerve takes over, so that the two do not go on for ever. */

export interface Tug {
  /** A file was taken over. */
  pull(file: string, now: number): void;
  /** Whether taking over rests: the file that it is about. */
  restsFor(now: number): string | undefined;
}

/** So many times within a minute is no person's doing. */
const PULLS = 3;
const WINDOW_MS = 60_000;
const REST_MS = 600_000;

/** Times are milliseconds that only grow. */
export function createTug(): Tug {
  const pulls = new Map<string, readonly number[]>();
  let rest: { readonly file: string; readonly until: number } | undefined;
  return {
    pull(file, now) {
      const recent = [...(pulls.get(file) ?? []).filter((at) => now - at < WINDOW_MS), now];
      pulls.set(file, recent);
      if (recent.length < PULLS) return;
      pulls.delete(file);
      rest = { file, until: now + REST_MS };
    },
    restsFor(now) {
      if (rest && now >= rest.until) rest = undefined;
      return rest?.file;
    },
  };
}
