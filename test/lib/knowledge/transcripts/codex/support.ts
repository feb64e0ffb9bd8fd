/** The recorded rollouts, and what a reader makes of them. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zstdDecompressSync } from 'node:zlib';
import type { JsonObject } from '../../../../../src/lib/base/kernel/json.ts';
import {
  type FileFacts,
  rolloutFacts,
} from '../../../../../src/lib/knowledge/transcripts/codex/file-facts.ts';
import { createCodexReader } from '../../../../../src/lib/knowledge/transcripts/codex/reader.ts';
import type {
  Reading,
  TranscriptHead,
  TranscriptItem,
  TurnFact,
  UsageFact,
  VoidedRange,
} from '../../../../../src/lib/knowledge/transcripts/item.ts';

export const FIXTURES = fileURLToPath(new URL('../../../../fixtures/transcripts/codex', import.meta.url));

/** A row of index.json: what the recorder counted in a rollout. */
export interface Counted {
  readonly file: string;
  readonly run: string;
  readonly lines: number;
  readonly own_lines: number;
  readonly forked_from_id: string | null;
  readonly parent_thread_id: string | null;
  readonly user_messages: number;
  readonly agent_messages: number;
  readonly reasoning: number;
  readonly commands: number;
  readonly file_changes: number;
  readonly mcp_calls: number;
  readonly tool_calls_raw: number;
  readonly compactions: number;
  readonly turns_started: number;
  readonly turns_completed: number;
  readonly turns_aborted: number;
  readonly types: Readonly<Record<string, number>>;
}

export interface Rollout {
  /** Path below the fixtures. */
  readonly path: string;
  readonly version: string;
  readonly facts: FileFacts;
  readonly counted: Counted;
}

export const ROLLOUTS: readonly Rollout[] = globSync('*/index.json', { cwd: FIXTURES })
  .sort()
  .flatMap((index) => {
    const version = index.split(/[\\/]/)[0] ?? '';
    const { files } = JSON.parse(readFileSync(join(FIXTURES, index), 'utf8')) as { files: Counted[] };
    return files.map((counted) => {
      const path = `${version}/${counted.file}`;
      return { path, version, facts: factsOf(path), counted };
    });
  });

export function factsOf(path: string): FileFacts {
  const facts = rolloutFacts(path);
  if (!facts) throw new Error(`not a rollout: ${path}`);
  return facts;
}

/** The one rollout whose path holds a text. */
export function rollout(part: string): Rollout {
  const [found, ...more] = ROLLOUTS.filter(({ path }) => path.includes(part));
  if (!found || more.length > 0) throw new Error(`${1 + more.length} rollouts for ${part}`);
  return found;
}

export function linesOf(path: string): string[] {
  const bytes = readFileSync(join(FIXTURES, path));
  const text = (path.endsWith('.zst') ? zstdDecompressSync(bytes) : bytes).toString('utf8');
  return text.split('\n').slice(0, -1);
}

/** A line as Codex writes it. */
export function line(type: string, payload: object, more: { at?: string; ordinal?: number } = {}): string {
  const { at = '2026-11-20T10:00:00.000Z', ordinal } = more;
  return JSON.stringify({ timestamp: at, ...(ordinal === undefined ? {} : { ordinal }), type, payload });
}

export interface Story {
  readonly items: TranscriptItem[];
  readonly usage: UsageFact[];
  readonly heads: TranscriptHead[];
  readonly turns: TurnFact[];
  readonly voided: VoidedRange[];
  readonly children: string[];
  readonly broken: string[];
}

/** Everything that a reading of the lines has brought, in order. */
export function read(
  lines: readonly string[],
  file: FileFacts,
  options: { readonly restart?: boolean; readonly keepEncrypted?: boolean } = {},
): Story {
  const { restart = false, keepEncrypted = false } = options;
  let reader = createCodexReader({ file, keepEncrypted });
  const story: Story = { items: [], usage: [], heads: [], turns: [], voided: [], children: [], broken: [] };
  for (const [index, text] of lines.entries()) {
    tell(story, reader.read(text, index));
    if (!restart) continue;
    const state = JSON.parse(JSON.stringify(reader.state())) as JsonObject;
    reader = createCodexReader({ file, state, keepEncrypted });
  }
  return story;
}

function tell(story: Story, reading: Reading): void {
  story.items.push(...reading.items);
  story.usage.push(...reading.usage);
  if (reading.head) story.heads.push(reading.head);
  if (reading.turn) story.turns.push(reading.turn);
  story.voided.push(...(reading.voidedRanges ?? []));
  story.children.push(...(reading.children ?? []));
  if (reading.broken !== undefined) story.broken.push(reading.broken);
}

export function readRollout(part: string): Story {
  const { path, facts } = rollout(part);
  return read(linesOf(path), facts);
}

/** What stays when later forms have taken the place of earlier ones: item by id. */
export function settled(items: readonly TranscriptItem[]): TranscriptItem[] {
  return [...new Map(items.map((item) => [item.id, item])).values()];
}

export function ofType(items: readonly TranscriptItem[], ...types: string[]): TranscriptItem[] {
  return items.filter((item) => types.includes(String(item.data?.type)));
}
