/** Text splices: what an edit is made of until it is applied. */

/** Replaces the characters from `start` up to `end` (UTF-16 offsets into the unedited text). */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Starts a new table: goes behind everything else that is inserted at the same offset. */
  readonly block?: boolean;
}

/** Applies splices, given in any order; insertions at one offset keep their order, overlapping deletions are joined. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  const sorted = [...splices].sort(
    (a, b) => a.start - b.start || Number(a.block ?? false) - Number(b.block ?? false),
  );
  const parts: string[] = [];
  let done = 0;
  for (const splice of sorted) {
    if (splice.start > done) parts.push(text.slice(done, splice.start));
    parts.push(splice.text);
    done = Math.max(done, splice.end);
  }
  parts.push(text.slice(done));
  return parts.join('');
}
