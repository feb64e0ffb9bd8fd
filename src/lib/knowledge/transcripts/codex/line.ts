/** One line on its way through a handler: its place, and what it has brought so far. */
import type { Json, JsonObject } from '../../../base/kernel/json.ts';
import type { Reading, TranscriptItem, UsageFact } from '../item.ts';
import { facts, str } from './fields.ts';
import type { CodexState } from './state.ts';

const LONGEST_ID = 200;

type Open<T> = { -readonly [K in keyof T]: T[K] };

export interface Line {
  readonly state: CodexState;
  readonly at: number;
  readonly ordinal: number;
  /** Whether it is a copy of another session's line. */
  readonly inherited: boolean;
  readonly turnId: string | undefined;
  /** The persisted type, without the outer one: `UserMessage`, `function_call`. */
  readonly type: string;
  /** The line itself, for types that nobody knows. */
  readonly text: string;
  readonly keepEncrypted: boolean;
  readonly out: Open<Reading> & { items: TranscriptItem[]; usage: UsageFact[]; voided: string[] };
}

/** An item without what every item of the line has. */
export type Draft = Omit<TranscriptItem, 'id' | 'at' | 'turnId' | 'ordinal' | 'inherited' | 'data'> & {
  readonly id?: string;
  readonly data?: Readonly<Record<string, Json | undefined>>;
};

/** The agent's id of something; longer than any that agents give is none. */
export function ownId(value: unknown): string | undefined {
  const text = str(value);
  return text !== undefined && text.length <= LONGEST_ID ? text : undefined;
}

/** An id below the generation: the agent's own, or the ordinal of the line. */
export function idOf(line: Line, own: unknown, ending = ''): string {
  const { generation } = line.state;
  const name = ownId(own) ?? `#${line.ordinal}`;
  return `${generation === '' ? '' : `${generation}/`}${name}${ending}`;
}

/** Adds an item; without an id of the agent's it gets the line's ordinal, and a number if the line has several. */
export function emit(line: Line, draft: Draft): void {
  const count = line.out.items.length;
  const item: Open<TranscriptItem> = {
    ...draft,
    id: draft.id ?? idOf(line, undefined, count === 0 ? '' : `.${count}`),
    at: line.at,
    data: draft.data ? facts({ type: line.type, ...draft.data }) : { type: line.type },
    ordinal: line.ordinal,
  };
  if (line.turnId !== undefined) item.turnId = line.turnId;
  if (line.inherited) item.inherited = true;
  line.out.items.push(item);
}

/** A remark of the agent's program. */
export function note(line: Line, text: string, data?: Draft['data'], id?: string): void {
  emit(line, {
    ...(id === undefined ? {} : { id }),
    role: 'system',
    kind: 'note',
    text,
    ...(data ? { data } : {}),
  });
}

export type Handler = (line: Line, payload: JsonObject) => void;
