/** What the name of a rollout file says. Pure: names in, facts out. */

export interface FileFacts {
  /** Thread id of the name; the first line decides if it says another. */
  readonly thread: string;
  /** Empty for a thread's first file; for one after a revert the id that its name ends with, later ones sorting later. */
  readonly generation: string;
  readonly archived: boolean;
  readonly compressed?: boolean;
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const NAME = new RegExp(
  `^rollout-\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d-(${UUID})(?:_(${UUID}))?\\.jsonl(\\.zst)?$`,
  'i',
);

/**
 * The facts of `rollout-TIME-THREAD[_GENERATION].jsonl[.zst]`, as Codex 0.50 to 0.169 name them, below `sessions/` or
 * `archived_sessions/`; undefined for any other file.
 */
export function rolloutFacts(path: string): FileFacts | undefined {
  const parts = path.split(/[\\/]/);
  const match = NAME.exec(parts.at(-1) ?? '');
  if (!match?.[1]) return undefined;
  return {
    thread: match[1].toLowerCase(),
    generation: (match[2] ?? '').toLowerCase(),
    archived: parts.at(-2) === 'archived_sessions',
    compressed: match[3] !== undefined,
  };
}
