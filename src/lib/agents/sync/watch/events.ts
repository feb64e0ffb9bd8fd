/** What a running watch tells: the lines of `nerve sync --watch --json` (docs/watch.md). Plain data, no secrets. */
import type { ConflictReason } from '../../changes/evaluation.ts';

export type AgentState = 'current' | 'conflict' | 'refused' | 'paused';

export interface WatchedAgent {
  readonly name: string;
  readonly title: string;
  readonly state: AgentState;
  /** How many of its files nerve has a part in. */
  readonly files: number;
}

export interface Standing {
  readonly agents: readonly WatchedAgent[];
  readonly workspace: string;
  /** Seconds between two safety scans. */
  readonly interval: number;
  /** Seconds until the next one. */
  readonly nextScan: number;
}

/** An agent's name and what a person calls it; `nerve` for nerve's own files. */
interface Owned {
  readonly agent: string;
  readonly title: string;
}

export interface ConflictFact extends Owned {
  readonly id: string;
  readonly file: string;
  readonly label: string;
  readonly reason: ConflictReason;
}

export interface RefusalFact extends Owned {
  readonly file: string;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export interface ErrorFact {
  readonly code: string;
  readonly kind: string;
  readonly message: string;
  readonly hint?: string;
}

/** Why a watch ended: somebody asked for it, or nerve's own folder was removed. */
export type StopReason = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'closed-output' | 'removed' | 'asked';

export type WatchFact =
  /** Everything is watched, and the first round is done. */
  | ({ readonly event: 'ready'; readonly pid: number; readonly home: string } & Standing)
  /** Agents, workspace or interval are others than before. */
  | ({ readonly event: 'state' } & Standing)
  /** nerve wrote a file. */
  | (Owned & {
      readonly event: 'changed';
      readonly file: string;
      readonly action: 'create' | 'update' | 'delete';
      readonly labels: readonly string[];
    })
  | ({ readonly event: 'conflict' } & ConflictFact)
  | ({ readonly event: 'refused' } & RefusalFact)
  | ({ readonly event: 'error' } & ErrorFact)
  /** What was told before is so no more. */
  | ({ readonly event: 'resolved'; readonly was: 'conflict' } & ConflictFact)
  | ({ readonly event: 'resolved'; readonly was: 'refused' } & RefusalFact)
  | ({ readonly event: 'resolved'; readonly was: 'error' } & ErrorFact)
  | { readonly event: 'notice'; readonly message: string }
  /** A round without a change to cause it. */
  | { readonly event: 'scan'; readonly reason: 'interval' | 'gap'; readonly nextScan: number }
  | { readonly event: 'stopped'; readonly reason: StopReason; readonly clean: boolean };

/** A fact with the ISO time at which it was told. */
export type WatchEvent = WatchFact & { readonly at: string };
