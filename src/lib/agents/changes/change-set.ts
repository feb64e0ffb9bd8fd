/** A change set: the frozen list of what brings files from actual to wanted. Printed, checked and applied as it is. */
import type { ConflictReason, State } from './evaluation.ts';
import type { Ledger } from './ledger.ts';

export interface FileState {
  readonly bytes: Buffer;
  readonly hash: string;
  readonly mode: number;
  /** Where the bytes really are, of a file that was read. */
  readonly realPath?: string;
}

/** What happens to one target. */
export interface Item {
  readonly id: string;
  readonly owner: string;
  readonly file: string;
  readonly label: string;
  readonly state: State;
  readonly reason?: ConflictReason;
  readonly note?: string;
}

export interface FileChange {
  readonly file: string;
  readonly action: 'create' | 'update' | 'delete';
  readonly before: FileState | null;
  readonly after: FileState | null;
  readonly items: readonly Item[];
}

/** A file that nerve does not dare to edit. */
export interface Refusal {
  readonly file: string;
  readonly owner: string;
  readonly code: string;
  readonly why: string;
  /** What a person can paste instead. */
  readonly snippet?: string;
  /** The next step, where it is not simply to mend the file. */
  readonly hint?: string;
}

export interface ChangeSet {
  /** Changes in the order of their application. */
  readonly files: readonly FileChange[];
  /** Every target that was looked at, changed or not. */
  readonly items: readonly Item[];
  readonly refusals: readonly Refusal[];
  /** Directories to be made, outermost first. */
  readonly directories: readonly string[];
  /** The ledger once all is applied. */
  readonly ledger: Ledger;
  /** Whether the ledger differs from the stored one. */
  readonly ledgerChanged: boolean;
  /** Contents that the new ledger refers to, by hash. */
  readonly blobs: ReadonlyMap<string, Buffer>;
}

/** The targets that need a person's decision. */
export function conflictsOf(set: ChangeSet): Item[] {
  return set.items.filter((item) => item.state === 'conflict');
}

/** Whether applying would change any file that is not nerve's private state. */
export function isEmpty(set: ChangeSet): boolean {
  return set.files.length === 0;
}
