/** Ids stay with what was said, wherever and however the file lies; files that were rewritten or mixed are read too. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Story } from './support.ts';
import { FIXTURES, factsOf, linesOf, ofType, ROLLOUTS, read, rollout, settled } from './support.ts';

const shape = ({ items, usage }: Story) => ({ items, usage: usage.map(({ id }) => id) });

test.each(['01a1f871-1791', '01a1f871-43f9', '01a1f871-7b22', '_01a1f871-3684', '01a1f871-ab06'])(
  '%s has the same ids in the archive and compressed',
  (part) => {
    const { path, facts } = rollout(part);
    const plain = read(linesOf(path), facts);
    const name = path.split('/').at(-1) ?? '';
    const archived = read(linesOf(path), factsOf(`archived_sessions/${name}`));
    expect(archived.heads.at(-1)?.data?.archived).toBe(true);
    expect(shape(archived)).toEqual(shape(plain));
    const packed = zstdCompressSync(readFileSync(join(FIXTURES, path)));
    const lines = zstdDecompressSync(packed).toString('utf8').split('\n').slice(0, -1);
    expect(shape(read(lines, factsOf(`sessions/2026/11/20/${name}.zst`)))).toEqual(shape(plain));
  },
);

test('a line that is added changes no id before it', () => {
  const { path, facts } = rollout('01a1f871-7b22');
  const lines = linesOf(path);
  const half = read(lines.slice(0, 60), facts).items;
  expect(read(lines, facts).items.slice(0, half.length)).toEqual(half);
});

/** As `codex migrate-rollouts --apply` rewrites a legacy file: items with made-up ids, raw calls as they are. */
function migrated(lines: readonly string[]): string[] {
  const types = new Map([
    ['user_message', 'UserMessage'],
    ['agent_message', 'AgentMessage'],
    ['agent_reasoning', 'Reasoning'],
  ]);
  let made = 0;
  return lines.map((text, ordinal) => {
    const { timestamp, type, payload } = JSON.parse(text);
    const item = type === 'event_msg' ? types.get(payload.type) : undefined;
    if (type === 'session_meta') payload.history_mode = 'paginated';
    if (item === undefined) return JSON.stringify({ timestamp, ordinal, type, payload });
    const words = payload.message ?? payload.text;
    const body =
      item === 'Reasoning'
        ? { summary_text: [words], raw_content: [] }
        : { content: [{ type: 'text', text: words }] };
    const inner = { type: item, id: `item-${++made}`, ...body };
    return JSON.stringify({ timestamp, ordinal, type, payload: { type: 'item_completed', item: inner } });
  });
}

describe('a migrated file', () => {
  const { path, facts } = rollout('01a1f871-62aa');
  const before = read(linesOf(path), facts);
  const after = read(migrated(linesOf(path)), facts, { restart: true });

  test('says the same, with ids of its own that are unique', () => {
    const words = ({ items }: Story) =>
      settled(items).map(({ role, kind, text, output }) => [role, kind, text, output]);
    expect(words(after)).toEqual(words(before));
    expect(ofType(after.items, 'UserMessage').map(({ id }) => id)).toEqual(['item-1']);
    const first = after.items.filter(({ replaces }) => !replaces).map(({ id }) => id);
    expect(new Set(first).size).toBe(first.length);
  });

  test('keeps the ids of calls, of which commands are still raw', () => {
    const calls = ({ items }: Story) => settled(items).flatMap(({ callId }) => callId ?? []);
    expect(calls(after)).toEqual(calls(before));
    expect(
      ofType(after.items, 'function_call').filter(({ tool }) => tool?.name === 'exec_command'),
    ).toHaveLength(2);
  });
});

test('an old file that 0.169 goes on with is read as both', () => {
  const old = rollout('01a1f871-b142');
  const newer = rollout('01a1f871-43f9');
  const added = linesOf(newer.path)
    .slice(1)
    .map((text) => text.replaceAll(newer.facts.thread, old.facts.thread));
  const { items, usage, turns } = read([...linesOf(old.path), ...added], old.facts, { restart: true });
  expect(items.filter(({ kind }) => kind === 'unknown')).toEqual([]);
  const users = old.counted.user_messages + newer.counted.user_messages;
  expect(ofType(items, 'user_message')).toHaveLength(users);
  expect(ofType(items, 'function_call', 'custom_tool_call')).toHaveLength(
    old.counted.tool_calls_raw + newer.counted.tool_calls_raw,
  );
  expect(ofType(items, 'mcp_tool_call_end')).toHaveLength(newer.counted.mcp_calls);
  expect(turns.filter(({ phase }) => phase === 'completed')).toHaveLength(2);
  expect(usage.reduce((sum, { input }) => sum + input, 0)).toBe(3600 + 12000);
});

test('ids are never a place in the file or a time', () => {
  for (const { path, facts } of ROLLOUTS) {
    const lines = linesOf(path);
    const later = lines.map((text) => text.replace(/^\{"timestamp":"2026/, '{ "timestamp":"2027'));
    const ids = (story: Story) => story.items.map(({ id }) => id);
    expect(ids(read(later, facts))).toEqual(ids(read(lines, facts)));
  }
});
