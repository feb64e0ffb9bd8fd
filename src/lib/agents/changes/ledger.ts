/**
 * The ledger: what nerve last wrote, per target and per file, and, while a change set is under way, what it is
 * about to do. One JSON file, replaced atomically, readable by its owner only.
 */
import { RefusedError } from '../../base/kernel/errors.ts';
import type { Json } from '../../base/kernel/json.ts';
import type { System } from '../../base/system/system.ts';
import { isLedger } from './ledger-shape.ts';

/** What is remembered of a target. Values are kept as hashes, so that the ledger repeats no secret of nerve's. */
export interface TargetRecord {
  /** The target's name, such as `codex:mcp`. */
  readonly id: string;
  readonly owner: string;
  readonly kind: 'key' | 'member' | 'block' | 'file' | 'seed';
  readonly file: string;
  readonly label: string;
  readonly format?: 'toml' | 'jsonc';
  readonly path?: readonly string[];
  readonly lock?: 'proper-lockfile';
  /** key: hash of each leaf by its path below `path`, joined as JSON. */
  readonly leaves?: Readonly<Record<string, string>>;
  /** key: leaves that nerve wants and the user won in a merge. */
  readonly yielded?: readonly string[];
  /** key: keys directly below that the agent itself writes. */
  readonly agentKeys?: readonly string[];
  /** key: what stood there before nerve took the key over. */
  readonly earlier?: Json;
  /** key, member: how many steps of `path` existed before. */
  readonly existingDepth?: number;
  readonly member?: string;
  /** It stood there like this before nerve came, so it stays. */
  readonly theirs?: boolean;
  /** block, file, seed: hash of the text that nerve left there. */
  readonly hash?: string;
  /** block, file: hash of the text that nerve wanted, where a merge left something else. */
  readonly base?: string;
  readonly sidecar?: boolean;
  /** ISO time of the last change. */
  readonly at: string;
}

export interface FileRecord {
  /** The file as it would be without nerve: blob hash, or null for no file. */
  readonly pristine: string | null;
  readonly pristineMode: number | null;
  /** The file as nerve left it. */
  readonly written: string;
  readonly mode: number;
  /** Hash of the targets that all were in place then; left out where one was not. */
  readonly fulfils?: string;
}

/** Records of targets by their key; null forgets one. */
export type RecordChanges = Readonly<Record<string, TargetRecord | null>>;

export interface PendingFile {
  readonly file: string;
  readonly before: { readonly hash: string; readonly mode: number } | null;
  readonly after: { readonly hash: string; readonly mode: number } | null;
  /** What the ledger will say of the file's targets once this is done. */
  readonly records?: RecordChanges;
  readonly fileRecord?: FileRecord | null;
}

export interface Pending {
  readonly at: string;
  readonly command: string;
  readonly files: readonly PendingFile[];
  /** Directories that did not exist, outermost first. */
  readonly directories: readonly string[];
}

export interface SavedCopy {
  readonly file: string;
  readonly hash: string;
  readonly at: string;
  readonly why: string;
}

/** What is still to be done in the store for an agent's token, now that its files are written. */
export type TokenDeed = 'adopt' | 'revoke';

export interface Ledger {
  readonly version: 1;
  /** By `recordKey`. */
  readonly targets: Readonly<Record<string, TargetRecord>>;
  readonly files: Readonly<Record<string, FileRecord>>;
  /** Directories that nerve made for the files of others. */
  readonly directories: readonly string[];
  /** Copies of user content that was overwritten by decision, newest last. */
  readonly saved: readonly SavedCopy[];
  readonly pending?: Pending;
  /** By agent. */
  readonly tokens?: Readonly<Record<string, TokenDeed>>;
}

export const EMPTY_LEDGER: Ledger = { version: 1, targets: {}, files: {}, directories: [], saved: [] };

/** The ledger's key of a target. An agent's folder can move, so the same target may be remembered in two files. */
export function recordKey(target: { readonly id: string; readonly file: string }): string {
  return `${target.id}@${target.file}`;
}

/**
 * Reads the ledger; a missing one is empty.
 * @throws RefusedError (`unreadable-ledger`) when it is damaged or newer: guessing could lose content.
 */
export function readLedger(system: System, file: string): Ledger {
  const snapshot = system.read(file);
  if (!snapshot) return EMPTY_LEDGER;
  let parsed: unknown;
  try {
    parsed = JSON.parse(snapshot.bytes.toString('utf8'));
  } catch {
    parsed = undefined;
  }
  if (isLedger(parsed)) return parsed;
  throw new RefusedError(`The ledger ${file} cannot be read by this version of nerve. Nothing was changed`, {
    code: 'unreadable-ledger',
    hint: `use the newest nerve, or move the file away (mv ${file} ${file}.bad): nerve sync then rebuilds it by comparing content`,
  });
}

/** Replaces the ledger atomically. */
export function writeLedger(system: System, file: string, ledger: Ledger): void {
  system.write(file, Buffer.from(`${JSON.stringify(ledger, null, 1)}\n`), { mode: 0o600 });
}
