/**
 * Files in which nothing is to be done, told by hashes alone: such a file is not parsed, and its format's editor is
 * not even loaded, so a run costs what changed and not what exists.
 */
import { sha256 } from '../../base/kernel/hash.ts';
import type { Item } from './change-set.ts';
import type { FilePlan, FileRequest } from './file-request.ts';
import type { FileRecord } from './ledger.ts';
import type { SharedTarget } from './target.ts';

/** States after which the next plan of the same targets finds all of them in place. */
const IN_PLACE: readonly Item['state'][] = ['same', 'create', 'update', 'take-over'];

/** The record of a file that was planned, with what it fulfils if it fulfils all that was wanted. */
export function withFulfilled(
  record: FileRecord,
  wanted: readonly SharedTarget[],
  items: readonly Item[],
): FileRecord {
  const { fulfils: _old, ...rest } = record;
  const isAll = items.every(({ state }) => IN_PLACE.includes(state));
  return isAll ? { ...rest, fulfils: wantedHash(wanted) } : rest;
}

/** Whether the file is as nerve left it, and nerve left it fulfilling exactly these targets. */
export function isSettled({ wanted, removals, records, fileRecord, current }: FileRequest): boolean {
  return (
    removals.length === 0 &&
    fileRecord?.fulfils !== undefined &&
    current?.hash === fileRecord.written &&
    current.mode === fileRecord.mode &&
    wanted.every(({ id }) => records[id]) &&
    !wanted.some((target) => target.kind === 'file' && target.source === current.realPath) &&
    wantedHash(wanted) === fileRecord.fulfils
  );
}

/** The plan for such a file. */
export function settledPlan({ file, wanted, records }: FileRequest): FilePlan {
  return {
    change: undefined,
    items: wanted.map(({ id, owner, label }) => ({ id, owner, file, label, state: 'same' })),
    refusal: undefined,
    records: new Map(wanted.map(({ id }) => [id, records[id]])),
    fileRecord: undefined,
    keep: [],
  };
}

/** A hash of what is wanted, but for words that only people read. */
function wantedHash(wanted: readonly SharedTarget[]): string {
  return sha256(JSON.stringify(wanted.map(({ label: _label, ...rest }) => rest)));
}
