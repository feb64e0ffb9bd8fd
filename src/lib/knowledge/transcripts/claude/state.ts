/** What a reader of a Claude Code transcript knows between two lines; plain data. */
import type { JsonObject } from '../../../base/kernel/json.ts';
import type { OpenCalls } from '../open-calls.ts';
import { objectField, textField } from '../row-fields.ts';
import { type FileFacts, UUID } from './file-facts.ts';

export interface ClaudeState {
  /** The session in the file's name or, without one, in its first row. */
  session?: string;
  /** The file holds nothing but a warm-up. */
  isWarmUp?: boolean;
  /** Time of the last row that had one. */
  at: number;
  /** The row of the prompt that the rows belong to. */
  turn?: string;
  /** Facts of a compaction whose summary has not come yet. */
  boundary?: JsonObject;
  calls: OpenCalls;
  /** The last messages whose usage was told, with their output tokens. */
  counted: readonly CountedMessage[];
  facts: HeadFacts;
  /** Facts that no head has told yet. */
  isNews: boolean;
}

export type CountedMessage = readonly [id: string, output: number];

/** All that goes into a head. */
export interface HeadFacts {
  startedAt?: number;
  cwd?: string;
  branch?: string;
  version?: string;
  model?: string;
  entrypoint?: string;
  forkedFrom?: string;
  pullRequest?: string;
  personTitle?: string;
  modelTitle?: string;
  summary?: string;
}

/** The state before the first line. */
export function freshState(file: FileFacts): ClaudeState {
  return {
    ...(file.session !== undefined && { session: file.session }),
    at: 0,
    calls: [],
    counted: [],
    facts: {},
    isNews: true,
  };
}

/** Takes a fact over; a later one replaces an earlier one. */
export function learn<Key extends keyof HeadFacts>(
  state: ClaudeState,
  key: Key,
  value: HeadFacts[Key] | undefined,
): void {
  if (value === undefined || state.facts[key] === value) return;
  state.facts[key] = value;
  state.isNews = true;
}

/** What most rows carry. */
export function learnFromRow(state: ClaudeState, row: JsonObject): void {
  const session = textField(row, 'sessionId');
  if (state.session === undefined && session !== undefined && UUID.test(session)) {
    state.session = session.toLowerCase();
  }
  if (textField(row, 'uuid') === undefined) return;
  if (state.facts.startedAt === undefined && state.at > 0) learn(state, 'startedAt', state.at);
  // Where it began; a later `cd` is no move.
  if (state.facts.cwd === undefined) learn(state, 'cwd', textField(row, 'cwd'));
  learn(state, 'branch', textField(row, 'gitBranch'));
  learn(state, 'version', textField(row, 'version'));
  learn(state, 'entrypoint', textField(row, 'entrypoint'));
  // Rows that a fork copied say whose they are: answers of 2.1 in the first way, prompts of 2.0 in the last.
  const base =
    textField(row, 'requestSessionId') ?? textField(objectField(row, 'forkedFrom'), 'sessionId') ?? session;
  learnFork(state, base);
}

/** Takes over the session that this one was copied from. */
export function learnFork(state: ClaudeState, base: string | undefined): void {
  const session = base?.toLowerCase();
  if (session === undefined || session === state.session || !UUID.test(session)) return;
  learn(state, 'forkedFrom', session);
}
