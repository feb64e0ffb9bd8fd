/** One shape for what agents write on disk: the items of a conversation, whichever agent it was with. */
import type { JsonObject } from '../../base/kernel/json.ts';

export type Role = 'user' | 'assistant' | 'system' | 'tool';

/**
 * `text`: what was said. `tool_call` may carry its output; an output that comes by itself is a `tool_result` with the
 * same `callId`. `note`: what the agent's program says of the conversation (a turn that was aborted, a goal, a review).
 * `unknown`: of a type that this nerve does not know; kept whole in `data`.
 */
export type ItemKind =
  | 'text'
  | 'reasoning'
  | 'tool_call'
  | 'tool_result'
  | 'image'
  | 'plan'
  | 'compaction'
  | 'note'
  | 'unknown';

export interface TranscriptItem {
  /**
   * Unique in its session. From the agent's own ids, else from ordinals below the generation of the file; never from
   * offsets or times, so that the same transcript read again, moved or compressed gives the same ids.
   */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly role: Role;
  readonly kind: ItemKind;
  /** For people and for search: the words, the command, the tool with its arguments. */
  readonly text: string;
  /** What a tool gave back; long, and searched in its beginning only. */
  readonly output?: string;
  readonly tool?: ToolFacts;
  /** The agent's id of the call, which calls of the hub carry too. */
  readonly callId?: string;
  readonly turnId?: string;
  /** What else may matter, small. */
  readonly data?: JsonObject;
  /** Place of its line among the lines of its generation, by which `VoidedRange` takes back. */
  readonly ordinal?: number;
  /** A fuller form of an item that came before with this id, and takes its place. */
  readonly replaces?: true;
  /** A copy of what another session said (`parent` or `forkedFrom` of the head), not said by this one. */
  readonly inherited?: true;
}

export interface ToolFacts {
  readonly name: string;
  /** The MCP server, for a call through one. */
  readonly server?: string;
  readonly status?: 'ok' | 'error' | 'denied' | 'aborted';
  readonly exitCode?: number;
  readonly durationMs?: number;
}

/** What a transcript says of the conversation as a whole; more may become known with later lines. */
export interface TranscriptHead {
  /** Name of the agent in the registry: `codex`, `claude-code`, `copilot`. */
  readonly agent: string;
  /** `codex:<thread>`, `claude:<session>`, `external:copilot:<id>`. */
  readonly session: string;
  readonly startedAt: number;
  readonly cwd?: string;
  readonly title?: string;
  readonly agentVersion?: string;
  /** The session that started this one as its sub-agent. */
  readonly parent?: string;
  /** The session that this one was copied from. */
  readonly forkedFrom?: string;
  readonly model?: string;
  readonly git?: { readonly branch?: string; readonly commit?: string; readonly repository?: string };
  readonly data?: JsonObject;
}

/** Tokens of one answer of a model; never cumulative. */
export interface UsageFact {
  /** Unique in its session, as the id of an item. */
  readonly id: string;
  readonly at: number;
  readonly turnId?: string;
  readonly model?: string;
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
  readonly reasoning: number;
}

/** Items that do not count any more, told by their ordinals. */
export interface VoidedRange {
  /** `own`: items of this file. `earlier`: of the generations of the same session before this one. */
  readonly of: 'own' | 'earlier';
  readonly from: number;
  /** Exclusive; to the end if left out. */
  readonly to?: number;
}

/** A border of a turn. */
export interface TurnFact {
  readonly id?: string;
  readonly at: number;
  readonly phase: 'started' | 'completed' | 'aborted';
  readonly inherited?: true;
}

/** What one line, or the end of the file, has brought. */
export interface Reading {
  readonly head?: TranscriptHead;
  readonly items: readonly TranscriptItem[];
  readonly usage: readonly UsageFact[];
  /** Ids of items of this session that do not count any more: taken back by a revert. */
  readonly voided: readonly string[];
  readonly voidedRanges?: readonly VoidedRange[];
  readonly turn?: TurnFact;
  /** Sessions that this one has started as its sub-agents. */
  readonly children?: readonly string[];
  /** The line could not be understood at all. */
  readonly broken?: string;
}

/**
 * Reads one file line by line. Its state is plain data: kept with the cursor, it goes on where it was, and gives the
 * same items as one reading of the whole file.
 */
export interface TranscriptReader {
  /** @param line one line without its newline; @param index its place in the file, from 0 */
  read(line: string, index: number): Reading;
  /** What has to be known to go on from here. */
  state(): JsonObject;
}
