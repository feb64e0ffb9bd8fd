/** Whatever stands in a file: nothing throws, what is unknown is kept, what cannot be read is told. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../../src/lib/base/kernel/json.ts';
import { createCodexReader } from '../../../../../src/lib/knowledge/transcripts/codex/reader.ts';
import { factsOf, line, linesOf, ROLLOUTS, read } from './support.ts';

const FACTS = factsOf('sessions/rollout-2026-11-20T10-00-00-01a1f871-0000-7000-8000-000000000001.jsonl');

/** Numbers below 1 from a seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

const JUNK: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  '',
  'text',
  [],
  [null, 1, 'x', {}],
  {},
  { type: 7 },
  [[]],
  '\u0000\ud800',
];

/** A copy in which one value, somewhere, is junk or gone. */
function twist(value: unknown, next: () => number): unknown {
  if (typeof value !== 'object' || value === null || next() < 0.15)
    return JUNK[Math.floor(next() * JUNK.length)];
  const keys = Object.keys(value);
  const key = keys[Math.floor(next() * keys.length)];
  if (key === undefined) return JUNK[0];
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  if (next() < 0.1) delete copy[key];
  else copy[key] = twist(copy[key], next);
  return copy;
}

/** A copy with a few characters cut, doubled or changed. */
function scratch(text: string, next: () => number): string {
  const at = Math.floor(next() * text.length);
  const rest = text.slice(at + Math.floor(next() * 20));
  const put = next() < 0.5 ? '' : String.fromCharCode(Math.floor(next() * 256));
  return next() < 0.3 ? text.slice(0, at) : text.slice(0, at) + put + rest;
}

test('20,000 mutated lines: nothing throws, every line is told or passed over', () => {
  const lines = ROLLOUTS.flatMap(({ path }) => linesOf(path)).filter((text) => text.length < 3000);
  const next = random(20261121);
  const told = { broken: 0, unknown: 0, items: 0 };
  let reader = createCodexReader({ file: FACTS });
  for (let count = 0; count < 20_000; count++) {
    const text = lines[Math.floor(next() * lines.length)] ?? '';
    const mutated = next() < 0.7 ? JSON.stringify(twist(JSON.parse(text), next)) : scratch(text, next);
    const reading = reader.read(mutated, count);
    if (reading.broken !== undefined) told.broken++;
    for (const { id, at, kind, text: words } of reading.items) {
      if (typeof id !== 'string' || !Number.isFinite(at) || typeof words !== 'string')
        throw new Error(mutated);
      told[kind === 'unknown' ? 'unknown' : 'items']++;
    }
    if (count % 500 === 499) {
      const state = JSON.parse(JSON.stringify(reader.state())) as JsonObject;
      reader = createCodexReader({ file: FACTS, state });
    }
  }
  expect(told.broken).toBeGreaterThan(1000);
  expect(told.unknown).toBeGreaterThan(100);
  expect(told.items).toBeGreaterThan(2000);
});

describe('a type that nobody knows', () => {
  test.each([
    ['a line', 'retained_thing', { a: 1 }, 'retained_thing'],
    ['an event', 'event_msg', { type: 'new_event', a: 1 }, 'new_event'],
    ['a response item', 'response_item', { type: 'new_call', a: 1 }, 'new_call'],
    ['an item', 'event_msg', { type: 'item_completed', item: { type: 'NewItem', a: 1 } }, 'NewItem'],
  ])('as %s becomes an unknown item with the line', (_name, type, payload, text) => {
    const whole = line(type, payload);
    const { items, broken } = read([whole], FACTS);
    expect(broken).toEqual([]);
    expect(items).toMatchObject([
      { id: '#0', kind: 'unknown', text, data: { line: whole, length: whole.length } },
    ]);
  });

  test('is cut to a bound', () => {
    const long = line('new_line', { text: 'x'.repeat(100_000) });
    const [item] = read([long], FACTS).items;
    expect(String(item?.data?.line)).toHaveLength(8192);
    expect(item?.data?.length).toBe(long.length);
  });

  test('and the twin of the other mode, which is not doubled', () => {
    const meta = line('session_meta', { id: FACTS.thread, history_mode: 'paginated' });
    const { items } = read([meta, line('event_msg', { type: 'user_message', message: 'twice' })], FACTS);
    expect(items.map(({ kind, role }) => [kind, role])).toEqual([['unknown', 'system']]);
  });
});

test.each(['', ' ', 'x', '{', '[]', '"text"', 'null', '{"timestamp":', '\u0000'])('%j is broken', (text) => {
  const reading = createCodexReader({ file: FACTS }).read(text, 0);
  expect(reading.broken).toBeDefined();
  expect(reading.items).toEqual([]);
});

test('a line of 16 MiB is read whole', () => {
  const text = 'line of output\n'.repeat(Math.ceil((16 * 1024 * 1024) / 15));
  const { items } = read(
    [line('response_item', { type: 'function_call_output', call_id: 'c', output: text })],
    FACTS,
  );
  expect(items[0]?.output).toBe(text);
});

test.each([
  ['name', { type: 'function_call', name: `mcp__${'a__'.repeat(1_000_000)}\n`, call_id: 'c' }],
  [
    'namespace',
    { type: 'function_call', name: 'a', namespace: `mcp__${'_'.repeat(3_000_000)}x`, call_id: 'c' },
  ],
  [
    'shell message',
    { type: 'message', content: `<user_shell_command>${'<command></command><result>'.repeat(100_000)}` },
  ],
  [
    'output',
    { type: 'function_call_output', call_id: 'c', output: 'Wall time: 1 seconds\n'.repeat(200_000) },
  ],
])('a %s that is made to be slow is read once', (_name, payload) => {
  expect(read([line('response_item', payload)], FACTS).items).toHaveLength(1);
});

test('deep nesting is no reason to fail', () => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  const text = line('response_item', { type: 'function_call', name: 'a', call_id: 'c', arguments: 0 });
  const reading = createCodexReader({ file: FACTS }).read(
    text.replace('"arguments":0', `"arguments":${deep}`),
    0,
  );
  expect(reading.items).toHaveLength(1);
});

test('what is remembered stays small, however many calls and turns there are', () => {
  const reader = createCodexReader({ file: FACTS });
  reader.read(line('session_meta', { id: FACTS.thread }), 0);
  for (let count = 1; count < 30_000; count++) {
    reader.read(line('response_item', { type: 'function_call', name: 'a', call_id: `call-${count}` }), count);
    reader.read(line('event_msg', { type: 'user_message', message: 'again' }), count);
  }
  expect(JSON.stringify(reader.state()).length).toBeLessThan(120_000);
});
