/** The permissions of a file once its targets are in it. Pure. */
import type { Item } from './change-set.ts';
import type { FileRequest } from './file-request.ts';
import type { TargetRecord } from './ledger.ts';

export interface PlannedParts {
  readonly request: FileRequest;
  /** What the plan found for each target. */
  readonly items: readonly Item[];
  /** The records that the file will have. */
  readonly records: readonly TargetRecord[];
  /** Nothing of nerve stays in it. */
  readonly leaving: boolean;
}

/**
 * Permissions stay as they are but for three things: a secret closes the file to others, a file of nerve's own may be
 * run or not as its target says, and leaving brings back what was there before. What somebody else changed since nerve
 * wrote is not changed back.
 */
export function modeAfter({ request, items, records, leaving }: PlannedParts): number {
  const { current: before, wanted, fileRecord: known } = request;
  const held = wanted.filter((target) => isHeld(target.id, items));
  const isUntouched = !known || before?.mode === known.mode;
  const first = wanted.find((target) => target.mode !== undefined);
  let mode = before?.mode ?? first?.mode ?? 0o600;
  if (held.some((target) => target.secret)) mode &= 0o700;
  for (const target of held) {
    const isTheirs = records.some((record) => record.id === target.id && record.theirs);
    if (target.kind !== 'file' || target.executable === undefined || isTheirs || !isUntouched) continue;
    // Whoever may read it may run it.
    mode = target.executable ? mode | ((mode & 0o444) >> 2) : mode & ~0o111;
  }
  if (leaving && known && isUntouched) mode = known.pristineMode ?? mode;
  return mode;
}

function isHeld(id: string, items: readonly Item[]): boolean {
  const state = items.find((item) => item.id === id)?.state;
  return state !== undefined && state !== 'conflict' && state !== 'skipped' && state !== 'theirs';
}
