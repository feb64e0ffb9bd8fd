/** What a pass is asked for, what it writes to, and what it says at its end. */
import type { StopSignal } from '../../base/kernel/interrupt.ts';
import type { IngestBatch, IngestFile, IngestStore } from '../../base/store/ingest-rows.ts';
import type { ScopeRule } from './scope.ts';

export interface IngestPlace {
  /** Name in the registry: `codex`, `claude-code`, `copilot`. */
  readonly agent: string;
  /** The agent's own folder. */
  readonly home: string;
}

export interface AgentReport {
  readonly agent: string;
  /** Transcripts that lie there. */
  readonly files: number;
  /** Of them as they were, not opened. */
  readonly unchanged: number;
  readonly read: number;
  readonly outOfScope: number;
  readonly messages: number;
  readonly usage: number;
  readonly bytes: number;
  readonly quarantined: number;
  readonly secrets: number;
  readonly renamed: number;
  readonly problems: readonly string[];
}

export type Progress = (report: {
  readonly agent: string;
  readonly done: number;
  readonly files: number;
  readonly bytes: number;
}) => void;

/** What a pass does with what it reads; a dry run has one that keeps nothing. */
export interface Sink {
  readonly files: IngestStore['files'];
  readonly file: IngestStore['file'];
  write(batch: IngestBatch): Promise<void>;
  note(files: readonly IngestFile[], moved?: readonly IngestFile[]): Promise<void>;
  name(titles: ReadonlyMap<string, string>): Promise<number>;
}

export interface IngestRequest {
  readonly places: readonly IngestPlace[];
  readonly inScope: ScopeRule;
  readonly sink: Sink;
  readonly signal?: StopSignal | undefined;
  readonly progress?: Progress;
}

export type Open<T> = { -readonly [K in keyof T]: T[K] };

/** Before anything was read. */
export function emptyReport(agent: string, files: number): Open<AgentReport> {
  return {
    agent,
    files,
    unchanged: 0,
    read: 0,
    outOfScope: 0,
    messages: 0,
    usage: 0,
    bytes: 0,
    quarantined: 0,
    secrets: 0,
    renamed: 0,
    problems: [],
  };
}
