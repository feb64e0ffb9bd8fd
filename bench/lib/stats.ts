/** Numbers of several rounds brought down to the three that are shown. */

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Median, smallest and largest of at least one number. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1];
  const high = sorted[Math.floor(middle)];
  const [min] = sorted;
  const max = sorted.at(-1);
  if (low === undefined || high === undefined || min === undefined || max === undefined) {
    throw new Error('a spread needs at least one number');
  }
  return { median: (low + high) / 2, min, max };
}

/** How many times the floor: median by median. */
export function times(value: Spread, floor: Spread): number {
  return value.median / floor.median;
}
