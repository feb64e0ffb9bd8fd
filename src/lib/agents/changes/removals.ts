/** Which recorded targets are to be taken out of their files. */
import { RefusedError } from '../../base/kernel/errors.ts';
import type { System } from '../../base/system/system.ts';
import { type Ledger, recordKey, type TargetRecord } from './ledger.ts';

export interface Removals {
  readonly wanted: readonly { readonly id: string; readonly file: string }[];
  readonly ledger: Ledger;
  /** Which targets of the ledger are to be taken out; wanted ones never are. */
  readonly isRemoved: (record: TargetRecord) => boolean;
  /**
   * Nothing of nerve is to stay, so a file that must not be written now is a refusal. Otherwise it is left for the
   * day when it can be: an agent's folder may have been moved for one run only.
   */
  readonly leaving: boolean;
}

/**
 * The records to take out: those that `isRemoved` names, and those whose target has moved to another file. A file
 * that the user got as a start (`seed`) does not follow a move.
 */
export function removalsOf(system: System, input: Removals): TargetRecord[] {
  const wanted = new Set(input.wanted.map(recordKey));
  const wantedIds = new Set(input.wanted.map((target) => target.id));
  const reach = new Map<string, boolean>();
  const isInReach = (file: string): boolean => {
    const known = reach.get(file) ?? isAllowed(system, file);
    reach.set(file, known);
    return known;
  };
  return Object.values(input.ledger.targets).filter((record) => {
    if (wanted.has(recordKey(record))) return false;
    const isSeed = record.kind === 'seed';
    const isOver = (!isSeed && wantedIds.has(record.id)) || input.isRemoved(record);
    return isOver && ((input.leaving && !isSeed) || isInReach(record.file));
  });
}

function isAllowed(system: System, file: string): boolean {
  try {
    system.assertWritable(file);
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return error.code !== 'outside-allowlist';
    throw error;
  }
}
