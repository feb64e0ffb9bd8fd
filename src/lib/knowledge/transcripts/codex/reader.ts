/** Reads a rollout of Codex line by line: bytes in, one event shape out. No I/O, nothing throws. */
import type { JsonObject } from '../../../base/kernel/json.ts';
import type { Reading, TranscriptReader } from '../item.ts';
import { isIdle, ruleOf } from './envelope.ts';
import { num, obj, parseObject, str } from './fields.ts';
import type { FileFacts } from './file-facts.ts';
import { HANDLERS } from './handlers.ts';
import { sessionOf } from './head.ts';
import { inheritedAfter } from './inheritance.ts';
import { emit, type Handler, type Line } from './line.ts';
import { RULES, type Rule } from './rules.ts';
import { type CodexState, loadState, saveState } from './state.ts';
import { countTurn } from './turns.ts';

/** How much of a line of unknown type is kept, in characters. */
const UNKNOWN = 8192;
const NOTHING: Reading = { items: [], usage: [], voided: [] };
const LONGEST_TYPE = 200;
const INSIDE_TURNS: ReadonlySet<Rule['becomes']> = new Set([
  'text',
  'reasoning',
  'tool_call',
  'image',
  'note',
]);
/** Events that Codex shows inside a turn. */
const SHOWN: ReadonlySet<Rule> = new Set(
  RULES.filter(({ type, becomes }) => type.startsWith('event_msg/') && INSIDE_TURNS.has(becomes)),
);
const TRANSLATORS: ReadonlyMap<Rule, Handler> = new Map(
  RULES.flatMap((rule) => {
    const handler = HANDLERS.get(rule.type);
    return handler ? [[rule, handler] as const] : [];
  }),
);

export interface CodexReaderStart {
  readonly file: FileFacts;
  /** As `state()` gave it, of this `CODEX_STATE_VERSION`; none for the beginning of the file. */
  readonly state?: JsonObject;
  /** Keeps encrypted reasoning and messages; else their length only. */
  readonly keepEncrypted?: boolean;
}

/**
 * A reader for one rollout, plain or decompressed, of Codex 0.50 to 0.169; the rules are in `rules.ts`. An item may come
 * again with `replaces`: the structured form of a call takes the place of the raw one, which has the same id.
 */
export function createCodexReader({
  file,
  state: saved,
  keepEncrypted = false,
}: CodexReaderStart): TranscriptReader {
  const state = loadState(file, saved);
  return {
    read: (line, index) =>
      isIdle(line, keepEncrypted) ? NOTHING : readLine(state, line, index, keepEncrypted),
    state: () => saveState(state),
  };
}

function readLine(state: CodexState, text: string, index: number, keepEncrypted: boolean): Reading {
  const record = parseObject(text);
  if (!record) return { ...NOTHING, broken: text.trim() === '' ? 'empty line' : 'not a JSON object' };
  const type = str(record.type) ?? '';
  const outer = obj(record.payload);
  const isItem = type === 'event_msg' && outer.type === 'item_completed';
  const payload = isItem ? obj(outer.item) : outer;
  const inner = str(payload.type);
  const rule = ruleOf(isItem ? 'item' : type, inner);
  const time = Date.parse(str(record.timestamp) ?? '');
  const at = Number.isNaN(time) ? state.at : time;
  const ordinal = num(record.ordinal) ?? index;
  state.at = at;
  const line: Line = {
    state,
    at,
    ordinal,
    inherited: state.inheritance !== undefined && isInherited(state, { rule, ordinal, at, payload }),
    turnId: str(outer.turn_id) ?? state.turnId,
    type: inner ?? type,
    text,
    keepEncrypted,
    out: { items: [], usage: [], voided: [] },
  };
  if (isItem) ofOtherThread(line, outer);
  translate(line, rule, payload);
  return line.out;
}

function translate(line: Line, rule: Rule | undefined, payload: JsonObject): void {
  const { mode } = line.state;
  const foreign = rule?.mode !== undefined && mode !== undefined && rule.mode !== mode;
  if (!rule || foreign) {
    unknown(line);
    return;
  }
  if (mode === 'legacy' && SHOWN.has(rule)) countTurn(line, rule.type === 'event_msg/user_message');
  TRANSLATORS.get(rule)?.(line, payload);
}

/** A type without a rule is counted and kept. */
function unknown(line: Line): void {
  emit(line, {
    role: 'system',
    kind: 'unknown',
    text: line.type.slice(0, LONGEST_TYPE),
    data: {
      type: line.type.slice(0, LONGEST_TYPE),
      line: line.text.slice(0, UNKNOWN),
      length: line.text.length,
    },
  });
}

function isInherited(state: CodexState, line: Parameters<typeof inheritedAfter>[1]): boolean {
  if (!state.inheritance || line.rule?.type === 'session_meta') return false;
  const rule = inheritedAfter(state.inheritance, line);
  if (rule) state.inheritance = rule;
  else delete state.inheritance;
  return rule !== undefined;
}

/** A review writes its prompt into the file of its parent, under its own thread: so the parent names its child. */
function ofOtherThread(line: Line, outer: JsonObject): void {
  const thread = str(outer.thread_id)?.toLowerCase();
  if (line.inherited || thread === undefined || thread === line.state.thread) return;
  line.out.children = [sessionOf(thread)];
}
