/** Tokens by answer: nothing twice, nothing of another session, each with its model and turn. */
import { describe, expect, test } from 'vitest';
import { factsOf, line, linesOf, ROLLOUTS, read } from './support.ts';

const FACTS = factsOf('sessions/rollout-2026-11-20T10-00-00-01a1f871-0000-7000-8000-000000000001.jsonl');

interface Counter {
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_output_tokens: number;
}

/** The counters of a file, in order: cumulative ones without those that say nothing. */
function counters(lines: readonly string[]): Counter[] {
  return lines.flatMap((text) => JSON.parse(text).payload?.info?.total_token_usage ?? []);
}

test.each(
  ROLLOUTS.map(
    ({ version, counted, path, facts }) =>
      [`${version} ${counted.run} ${path.slice(-18)}`, path, facts] as const,
  ),
)('%s: sums to what the last counter says', (_name, path, facts) => {
  const lines = linesOf(path);
  const { usage, heads } = read(lines, facts);
  const last = counters(lines).at(-1);
  const forked = heads[0]?.forkedFrom !== undefined && heads[0]?.parent === undefined;
  // What a fork and a second generation start from was counted by the file that they start from.
  const before = forked || facts.generation !== '' ? (last?.input_tokens ?? 0) - 1200 : 0;
  const sum = (key: 'input' | 'cachedInput' | 'output' | 'reasoning') =>
    usage.reduce((all, fact) => all + fact[key], 0);
  expect(sum('input')).toBe((last?.input_tokens ?? 0) - before);
  if (before > 0) return;
  expect(sum('cachedInput')).toBe(last?.cached_input_tokens ?? 0);
  expect(sum('output')).toBe(last?.output_tokens ?? 0);
  expect(sum('reasoning')).toBe(last?.reasoning_output_tokens ?? 0);
  for (const { model } of usage) expect(model).toMatch(/^gpt-/);
});

describe('counters that only grow', () => {
  const counter = (input: number, output: number, last?: [number, number]) => {
    const of = ([input_tokens, output_tokens]: [number, number]) => ({ input_tokens, output_tokens });
    const info = { total_token_usage: of([input, output]), last_token_usage: of(last ?? [input, output]) };
    return line('event_msg', { type: 'token_count', info });
  };
  const facts = (lines: string[]) =>
    read(lines, FACTS, { restart: true }).usage.map(({ input, output }) => [input, output]);

  test('repeated ones and empty ones bring nothing', () => {
    const none = line('event_msg', { type: 'token_count', info: null });
    expect(facts([none, counter(10, 1), counter(10, 1), none, counter(30, 4), counter(30, 4)])).toEqual([
      [10, 1],
      [20, 3],
    ]);
  });

  test('one that starts above zero, or anew, brings its last answer', () => {
    expect(facts([counter(1000, 100, [50, 5]), counter(20, 2, [20, 2])])).toEqual([
      [50, 5],
      [20, 2],
    ]);
  });

  test('a record counts instead of the counter after it, and only for its own thread', () => {
    const record = (thread_id: string, input_tokens: number) =>
      line('token_usage_record', {
        thread_id,
        response_id: `r${input_tokens}`,
        usage: { input_tokens, output_tokens: 1 },
      });
    const { thread } = FACTS;
    expect(facts([record(thread, 10), counter(10, 1), record('other', 7), counter(25, 2)])).toEqual([
      [10, 1],
      [15, 1],
    ]);
  });

  test('model and turn are those of the answer', () => {
    const context = (model: string, turn_id: string) => line('turn_context', { model, turn_id });
    const lines = [context('a', 't1'), counter(10, 1), context('b', 't2'), counter(30, 2)];
    expect(read(lines, FACTS).usage.map(({ model, turnId }) => [model, turnId])).toEqual([
      ['a', 't1'],
      ['b', 't2'],
    ]);
  });
});
