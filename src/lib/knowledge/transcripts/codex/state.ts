/** What a reader of rollouts remembers between lines: plain data, bounded, saved with the cursor. */
import type { JsonObject } from '../../../base/kernel/json.ts';
import type { TranscriptHead } from '../item.ts';
import type { FileFacts } from './file-facts.ts';
import type { Inheritance } from './inheritance.ts';
import type { Totals } from './usage.ts';

/** Belongs into the cursor beside the state: a state of another version is of no use, the file is read anew. */
export const CODEX_STATE_VERSION = 1;

/** Calls remembered for their structured form and their output; older ones are still joined by `callId`. */
const CALLS = 256;
/** Turns that can be taken back one by one; a longer roll-back takes back the whole file. */
const TURNS = 10_000;

/** A call that was seen raw. */
export interface OpenCall {
  /** Id of its item. */
  readonly id: string;
  readonly name: string;
  readonly server?: string;
  /** The structured form came, with the output. */
  readonly carried?: boolean;
  readonly answered?: boolean;
}

export interface CodexState {
  thread: string;
  readonly generation: string;
  readonly archived: boolean;
  /** The first `session_meta` was read. */
  begun: boolean;
  mode?: 'legacy' | 'paginated';
  head?: TranscriptHead;
  inheritance?: Inheritance;
  /** Time of the line before. */
  at: number;
  turnId?: string;
  model?: string;
  calls: Map<string, OpenCall>;
  /** Call id of the code-mode cell that runs. */
  cell?: string;
  /** Web searches whose raw twin is still to come. */
  searches: number;
  totals?: Totals;
  /** A usage record came, whose cumulative twin is still to come. */
  recorded: boolean;
  /** Legacy files: whether a turn is open, and the ordinals at which turns began. */
  turn: 'none' | 'implicit' | 'explicit';
  turnStarts: number[];
}

/** The state at the beginning of a file, or as it was saved. */
export function loadState(file: FileFacts, saved: JsonObject | undefined): CodexState {
  const fresh: CodexState = {
    thread: file.thread,
    generation: file.generation,
    archived: file.archived,
    begun: false,
    at: 0,
    calls: new Map(),
    searches: 0,
    recorded: false,
    turn: 'none',
    turnStarts: [],
  };
  if (!saved) return fresh;
  const { calls, turnStarts, ...rest } = saved as unknown as SavedState;
  return { ...fresh, ...rest, archived: file.archived, calls: new Map(calls), turnStarts: [...turnStarts] };
}

export function saveState(state: CodexState): JsonObject {
  const saved: SavedState = { ...state, calls: [...state.calls], turnStarts: [...state.turnStarts] };
  return saved as unknown as JsonObject;
}

type SavedState = Omit<CodexState, 'calls'> & { readonly calls: readonly (readonly [string, OpenCall])[] };

/** Remembers a call; the oldest is forgotten. */
export function rememberCall(state: CodexState, callId: string, call: OpenCall): void {
  state.calls.set(callId, call);
  if (state.calls.size <= CALLS) return;
  const oldest = state.calls.keys().next().value;
  if (oldest !== undefined) state.calls.delete(oldest);
}

export function rememberTurn(state: CodexState, ordinal: number): void {
  state.turnStarts.push(ordinal);
  if (state.turnStarts.length > TURNS) state.turnStarts.shift();
}
