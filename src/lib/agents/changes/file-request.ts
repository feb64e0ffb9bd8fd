/** What planning one file is given, and what comes of it. */
import type { ConflictPolicy } from '../../base/config/settings.ts';
import type { FileChange, FileState, Item, Refusal } from './change-set.ts';
import type { Formats } from './formats.ts';
import type { FileRecord, TargetRecord } from './ledger.ts';
import type { SharedTarget } from './target.ts';

/** A target that the ledger knows and nobody wants any more. */
export interface Removal {
  readonly id: string;
  readonly record: TargetRecord;
}

export interface FileRequest {
  readonly file: string;
  readonly wanted: readonly SharedTarget[];
  readonly removals: readonly Removal[];
  /** All that the ledger knows of this file's targets, by id. */
  readonly records: Readonly<Record<string, TargetRecord>>;
  readonly fileRecord: FileRecord | undefined;
  readonly current: FileState | null;
  /** The hash that the sidecar publishes, if there is one. */
  readonly sidecarHash: string | undefined;
}

export interface FileContext {
  readonly formats: Formats;
  readonly policyFor: (id: string) => ConflictPolicy;
  readonly at: string;
  /** The ledger was lost: what looks exactly like nerve's work for this owner, is. */
  readonly adopt: (owner: string) => boolean;
  readonly blob: (hash: string) => string | undefined;
  /** Every backup that there is, for finding out what stood in a file before nerve. */
  readonly backups: () => readonly string[];
}

export interface FilePlan {
  readonly change: FileChange | undefined;
  readonly items: readonly Item[];
  readonly refusal: Refusal | undefined;
  /** What becomes of each target's record; undefined forgets it. */
  readonly records: ReadonlyMap<string, TargetRecord | undefined>;
  /** What becomes of the file's record; null forgets it, undefined leaves it. */
  readonly fileRecord: FileRecord | null | undefined;
  readonly keep: readonly Buffer[];
}
