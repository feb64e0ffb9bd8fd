/** Heads, parents, forks and reverts: what a rollout says of other rollouts. */
import { describe, expect, test } from 'vitest';
import { threadNames } from '../../../../../src/lib/knowledge/transcripts/codex/session-index.ts';
import type { TranscriptItem, VoidedRange } from '../../../../../src/lib/knowledge/transcripts/item.ts';
import { factsOf, line, linesOf, read, readRollout, rollout, settled } from './support.ts';

const FACTS = factsOf('sessions/rollout-2026-11-20T10-00-00-01a1f871-0000-7000-8000-000000000001.jsonl');

function said(items: readonly TranscriptItem[]): string[] {
  return items.filter(({ role, kind }) => role === 'user' && kind === 'text').map(({ text }) => text);
}

function without(items: readonly TranscriptItem[], ranges: readonly VoidedRange[]): TranscriptItem[] {
  return items.filter(
    ({ ordinal = 0 }) => !ranges.some(({ from, to = Infinity }) => ordinal >= from && ordinal < to),
  );
}

describe('the name of a file', () => {
  test('says thread, generation, archive and compression', () => {
    expect(rollout('compressed/').facts).toEqual({
      thread: '01a1f871-4cd4-7673-956f-d5e3d26ddd11',
      generation: '',
      archived: false,
      compressed: true,
    });
    expect(rollout('0.169.0/archived').facts.archived).toBe(true);
    expect(rollout('_01a1f871-3684').facts).toMatchObject({
      thread: '01a1f871-3541-7163-9b64-1e1039912ab2',
      generation: '01a1f871-3684-7b12-822a-0dca8e506352',
    });
  });

  test('is undefined for what is no rollout', () => {
    for (const name of [
      'rollout-x.jsonl',
      'session_index.jsonl',
      'rollout-2026-11-20T10-12-02-01a1.jsonl',
      '',
    ]) {
      expect(() => factsOf(name)).toThrow('not a rollout');
    }
  });
});

test('a head has the facts of the session, and the model once it is known', () => {
  const { heads } = readRollout('270b');
  expect(heads).toHaveLength(2);
  expect(heads[0]?.model).toBeUndefined();
  expect(heads[1]).toEqual({
    agent: 'codex',
    session: 'codex:01a1f871-270b-78d1-bb73-9bef89c2e8c2',
    startedAt: Date.parse('2026-11-20T10:12:07.574Z'),
    cwd: '/tmp/demo-ws',
    agentVersion: '0.169.0',
    model: 'gpt-6.1-sol',
    git: {
      branch: 'main',
      commit: 'b35a48385e2f9504b1f241814cb9039f7374f22a',
      repository: 'https://git.example.invalid/demo/ws.git',
    },
    data: {
      archived: false,
      historyMode: 'paginated',
      source: 'vscode',
      originator: 'nerve-demo',
      provider: 'mock',
    },
  });
});

test('a head says where the agent works once it has moved', () => {
  const meta = line('session_meta', { id: FACTS.thread, timestamp: '2026-11-20T10:00:00.000Z', cwd: '/a' });
  const { heads } = read(
    [meta, line('turn_context', { cwd: '/a' }), line('turn_context', { cwd: '/b' })],
    FACTS,
  );
  expect(heads.map(({ cwd, data }) => [cwd, data?.turnCwd])).toEqual([
    ['/a', undefined],
    ['/a', '/b'],
  ]);
});

describe('sub-agents', () => {
  test.each([
    ['0.169.0/sessions/2026/11/20/rollout-2026-11-20T10-12-11-01a1f871-3812', '3774-7f33-867b-e92c04b3398d'],
    ['01a1f871-3940', '38e3-74c0-9be0-c7243f9587b7'],
    ['01a1f871-3a79', '3a1f-7ec0-be19-9f575cf5c1e8'],
    ['01a1f871-4276', '41c5-7751-9832-f1a4acc4a986'],
    ['01a1f871-917a', '903d-7020-a147-4cc88929fd2b'],
  ])('%s names its parent', (child, parent) => {
    expect(readRollout(child).heads.at(-1)?.parent).toBe(`codex:01a1f871-${parent}`);
  });

  test.each([
    ['01a1f871-3774', '3812-7f12-8614-24086a1f3361'],
    ['01a1f871-38e3', '3940-7921-870c-36815ec5698d'],
    ['01a1f871-3a1f', '3a79-7030-95e0-fdaf1fe824a3'],
    ['01a1f871-41c5', '4276-7c81-b234-5e208838d581'],
  ])('%s names its child', (parent, child) => {
    expect(new Set(readRollout(parent).children)).toEqual(new Set([`codex:01a1f871-${child}`]));
  });

  test('a review of 0.130 says that it is one, and no parent', () => {
    const head = readRollout('01a1f871-9da7').heads.at(-1);
    expect(head?.parent).toBeUndefined();
    expect(head?.data?.source).toBe('subagent:review');
  });

  test('a root that is not the thread itself stands in for a parent', () => {
    const meta = {
      id: FACTS.thread,
      session_id: 'root',
      thread_source: 'subagent',
      source: { subagent: 'review' },
    };
    expect(read([line('session_meta', meta)], FACTS).heads[0]?.parent).toBe('codex:root');
  });

  test('the task is a note, encrypted words only as length', () => {
    const { items } = readRollout('01a1f871-3812');
    expect(items[0]).toMatchObject({ kind: 'note', data: { author: '/root', encryptedLength: 18 } });
    expect(JSON.stringify(items)).not.toContain('sub task');
    const { path, facts } = rollout('01a1f871-3812');
    const kept = read(linesOf(path), facts, { keepEncrypted: true }).items;
    expect(kept[0]?.data?.encrypted).toBe('sub task [[child]]');
    expect(kept.filter(({ id }) => id.endsWith(':encrypted'))).toHaveLength(1);
  });

  test('inherited lines are marked', () => {
    const { items } = readRollout('01a1f871-3940');
    expect(items.filter(({ inherited }) => inherited).map(({ ordinal }) => ordinal)).toEqual([12, 13]);
  });
});

describe('forks', () => {
  test.each([
    ['01a1f871-3410', '01a1f871-31f0-7502-be32-1164883a566e', 0],
    ['01a1f871-4623', '01a1f871-43f9-79f2-8714-473dc2f097e3', 2],
    ['01a1f871-8ac4', '01a1f871-889a-7b13-bd4e-f30a0416f524', 2],
  ])('%s says what it was copied from, and what it has copied', (child, origin, copied) => {
    const { heads, items, usage } = readRollout(child);
    expect(heads.at(-1)?.forkedFrom).toBe(`codex:${origin}`);
    expect(said(items.filter(({ inherited }) => inherited))).toHaveLength(copied);
    expect(said(items.filter(({ inherited }) => !inherited))).toHaveLength(1);
    expect(usage).toHaveLength(1);
  });

  test('a paginated one says where it was cut off', () => {
    expect(readRollout('01a1f871-3410').heads[0]?.data).toMatchObject({
      baseThread: '01a1f871-31f0-7502-be32-1164883a566e',
      baseOrdinal: 33,
    });
  });

  test('without ids of turns, what is written in one go is the copy', () => {
    const at = (ms: number) => ({ at: new Date(Date.UTC(2026, 10, 20, 10, 0, 0, ms)).toISOString() });
    const { items } = read(
      [
        line('session_meta', { id: FACTS.thread, forked_from_id: 'old', timestamp: at(0).at }, at(1)),
        line('session_meta', { id: 'old', timestamp: '2026-11-19T10:00:00.000Z' }, at(1)),
        line('event_msg', { type: 'user_message', message: 'old' }, at(2)),
        line('event_msg', { type: 'agent_message', message: 'older' }, at(4)),
        line('event_msg', { type: 'user_message', message: 'new' }, at(2000)),
        line('event_msg', { type: 'agent_message', message: 'newer' }, at(2010)),
      ],
      FACTS,
    );
    expect(items.map(({ text, inherited }) => [text, inherited])).toEqual([
      ['old', true],
      ['older', true],
      ['new', undefined],
      ['newer', undefined],
    ]);
  });
});

describe('what was taken back', () => {
  test('a second generation voids the first from the cut on, and its ids are its own', () => {
    const first = readRollout('1e1039912ab2.jsonl');
    const second = readRollout('_01a1f871-3684');
    expect(second.heads[0]?.session).toBe(first.heads[0]?.session);
    expect(second.voided).toEqual([{ of: 'earlier', from: 18 }]);
    expect(said(first.items)).toEqual(['keep me [[hello]]', 'revert me [[parallel]]']);
    const visible = [...without(first.items, second.voided), ...second.items];
    expect(said(visible)).toEqual(['keep me [[hello]]', 'instead [[hello]]']);
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('generations never share an id, also where ordinals and made-up ids overlap', () => {
    const generation = '01a1f871-3684-7b12-822a-0dca8e506352';
    const answer = { type: 'item_completed', item: { type: 'AgentMessage', id: 'item-1', content: [] } };
    const lines = [
      line('session_meta', { id: FACTS.thread, history_mode: 'paginated' }, { ordinal: 0 }),
      line('event_msg', answer, { ordinal: 20 }),
      line('event_msg', { type: 'turn_aborted', reason: 'interrupted' }, { ordinal: 21 }),
    ];
    expect(read(lines, FACTS).items.map(({ id }) => id)).toEqual(['item-1', '#21']);
    expect(read(lines, { ...FACTS, generation }).items.map(({ id }) => id)).toEqual([
      `${generation}/item-1`,
      `${generation}/#21`,
    ]);
  });

  test('a roll-back voids turns of the same file', () => {
    const { items, voided } = readRollout('01a1f871-8d8c');
    expect(voided).toEqual([{ of: 'own', from: 12, to: 28 }]);
    expect(said(without(items, voided))).toEqual(['keep me [[hello]]', 'instead [[hello]]']);
  });

  test('without borders of turns, prompts are borders; more turns than there are void all', () => {
    const prompt = (message: string) => line('event_msg', { type: 'user_message', message });
    const back = (num_turns: number) => line('event_msg', { type: 'thread_rolled_back', num_turns });
    const meta = line('session_meta', { id: FACTS.thread });
    const lines = [meta, prompt('a'), prompt('b'), prompt('c'), back(2), prompt('d'), back(9), prompt('e')];
    const { items, voided } = read(lines, FACTS, { restart: true });
    expect(voided).toEqual([
      { of: 'own', from: 2, to: 4 },
      { of: 'own', from: 0, to: 6 },
    ]);
    expect(said(without(items, voided))).toEqual(['e']);
  });
});

test('names of threads come from the index, the last line counts', () => {
  const names = threadNames(
    '{"id":"A","thread_name":"one"}\n{"id":"b","thread_name":"two"}\nbroken\n{"id":"a","thread_name":"three"}\n' +
      '{"id":"b","thread_name":""}\n{"id":"c","thread_na',
  );
  expect([...names]).toEqual([['codex:a', 'three']]);
});

test('a file without its first line is the thread of its name', () => {
  const lines = linesOf(rollout('01a1f871-a8ef').path).slice(1);
  const { items, heads } = read(lines, rollout('01a1f871-a8ef').facts);
  expect(heads).toEqual([]);
  expect(settled(items).map(({ kind }) => kind)).toEqual(['text', 'text']);
});
