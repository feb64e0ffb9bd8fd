/** A target: one file, or one part of a shared file, that nerve wants in a given state. Data, never I/O. */
import type { Json } from '../../base/kernel/json.ts';

interface TargetBase {
  /** Stable name, such as `codex:mcp`; the ledger's key. */
  readonly id: string;
  /** An agent's name, or `nerve`. */
  readonly owner: string;
  /** Absolute path. */
  readonly file: string;
  /** What a person would call it. */
  readonly label: string;
  /** It holds a secret: the file must not be readable by others. */
  readonly secret?: boolean;
  /** Permission bits of a file that does not exist yet; left out: 0600. */
  readonly mode?: number;
  /** The convention by which this file's other writers lock it. */
  readonly lock?: 'proper-lockfile';
}

/** A value below a key of a TOML or JSON file; of an object, its leaves. */
export interface KeyTarget extends TargetBase {
  readonly kind: 'key';
  readonly format: 'toml' | 'jsonc';
  readonly path: readonly string[];
  readonly value: Json;
  readonly ifAbsent?: boolean;
  /**
   * What is wanted instead where a value of theirs stands: the same in its words, or less, where some of theirs is to
   * stay. Pure.
   */
  readonly adapt?: (theirs: Json) => Json;
  /** Keys directly below that the agent itself writes; they live and go with ours. */
  readonly agentKeys?: readonly string[];
}

/** One string in an array of a TOML or JSON file. */
export interface MemberTarget extends TargetBase {
  readonly kind: 'member';
  readonly format: 'toml' | 'jsonc';
  readonly path: readonly string[];
  readonly member: string;
}

/** The text between our markers in a Markdown file. */
export interface BlockTarget extends TargetBase {
  readonly kind: 'block';
  readonly text: string;
}

/** A whole file. */
export interface FileTarget extends TargetBase {
  readonly kind: 'file';
  /** Any bytes, as a content (`kernel/content.ts`). */
  readonly text: string;
  /** Whether it may be run. Left out: nerve leaves that as it is. */
  readonly executable?: boolean;
  /** Canonical path of what the text was read from. Where a link makes that the target's own file, it is the user's. */
  readonly source?: string;
  /** The file without which this one is of no use: where that one is left alone, so is this one. */
  readonly partOf?: string;
  /** Publish the hash beside it. */
  readonly sidecar?: boolean;
}

/** A file that is made once and is the user's from then on. */
export interface SeedTarget extends TargetBase {
  readonly kind: 'seed';
  readonly text: string;
  /** Make it also if it was made before and is gone. */
  readonly again?: boolean;
}

/** A file private to nerve, below `NERVE_HOME`: no conflicts, but part of the same transaction. */
export interface OwnTarget extends TargetBase {
  readonly kind: 'own';
  /** Null removes the file. */
  readonly text: string | null;
}

/** A target in a file that is not nerve's alone. */
export type SharedTarget = KeyTarget | MemberTarget | BlockTarget | FileTarget | SeedTarget;

export type Target = SharedTarget | OwnTarget;
