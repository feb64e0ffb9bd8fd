/** What planning one target found: the common input and result of all evaluators. */
import type { ConflictPolicy } from '../../base/config/settings.ts';
import type { TargetRecord } from './ledger.ts';

export type ConflictReason =
  /** The user changed what nerve wrote. */
  | 'edited'
  /** The user took away what nerve wrote. */
  | 'removed'
  /** Something that nerve did not write stands in its place. */
  | 'foreign';

export type State =
  /** As wanted already. */
  | 'same'
  /** The user's own value stays, by rule. */
  | 'theirs'
  /** Left alone by `--conflict skip`. */
  | 'skipped'
  | 'create'
  | 'update'
  /** Replaced although the user had something else there; a copy is kept. */
  | 'take-over'
  /** Both sides' changes are in it. */
  | 'merge'
  | 'remove'
  /** The user's earlier value is back. */
  | 'restore'
  /** Nothing left to remove. */
  | 'gone'
  | 'conflict';

export interface Evaluation {
  readonly state: State;
  /** The file's text afterwards; null for no file. */
  readonly text: string | null;
  /** What the ledger will remember; undefined forgets the target. */
  readonly record: TargetRecord | undefined;
  readonly reason?: ConflictReason;
  /** Texts that later merges will need, to be kept as backups. */
  readonly keep?: readonly string[];
  /** One clause for the reader, such as "2 keys that you added go with it". */
  readonly note?: string;
}

export interface Situation {
  /** The file's text as it is; null for no file. */
  readonly text: string | null;
  /** Where the file really is, if there is one. */
  readonly realPath?: string | undefined;
  readonly record: TargetRecord | undefined;
  /** The records of all of nerve's targets in this file, as far as they are known. */
  readonly neighbours: readonly TargetRecord[];
  readonly policy: ConflictPolicy;
  /** ISO time for new records. */
  readonly at: string;
  /** The ledger was lost: what looks exactly like ours, is ours. */
  readonly adopt: boolean;
  /** Text of a backup by its hash, for three-way merges. */
  readonly blob: (hash: string) => string | undefined;
}

/** States in which the file's text has to change. */
export function isChange(state: State): boolean {
  return ['create', 'update', 'take-over', 'merge', 'remove', 'restore'].includes(state);
}
