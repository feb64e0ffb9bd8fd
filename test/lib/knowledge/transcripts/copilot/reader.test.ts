/** Sessions of Copilot CLI as items: real ones, and events that they do not have. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../../src/lib/base/kernel/json.ts';
import { copilotFileFacts } from '../../../../../src/lib/knowledge/transcripts/copilot/file-facts.ts';
import {
  mutate,
  randomNumbers,
  readingsInSteps,
  readingsOf,
  type Transcript,
  transcriptOf,
} from '../reading.ts';
import { fixtures, maker } from './fixtures.ts';

const sessions = fixtures();

function read(name: string): Transcript {
  const session = sessions.get(name);
  if (session === undefined) throw new Error(`no session ${name}`);
  return transcriptOf(readingsOf(maker(session.facts), session.lines));
}

function readEvents(...events: readonly JsonObject[]): Transcript {
  const lines = events.map((event, index) =>
    JSON.stringify({ id: `e${index}`, timestamp: '2026-11-21T16:54:13.772Z', parentId: null, ...event }),
  );
  return transcriptOf(readingsOf(maker({ session: 's1' }), lines));
}

describe.each([...sessions.keys()])('%s', (name) => {
  const session = sessions.get(name);
  const make = maker(session?.facts ?? { session: '' });
  const lines = session?.lines ?? [];

  test('gives the same when the state is saved after every line', () => {
    expect(readingsInSteps(make, lines)).toEqual(readingsOf(make, lines));
  });

  test('is known whole, with ids of its own and every result joined with its call', () => {
    const { items, usage, broken } = read(name);
    expect(broken).toBe(0);
    expect(items.filter(({ kind }) => kind === 'unknown')).toEqual([]);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(new Set(usage.map(({ id }) => id)).size).toBe(usage.length);
    const ids = (kind: string): (string | undefined)[] =>
      items
        .filter((item) => item.kind === kind)
        .map(({ callId }) => callId)
        .sort();
    expect(ids('tool_result')).toEqual(ids('tool_call'));
  });
});

test('a resumed session with its prompts, its tools and its compaction', () => {
  const { head, items, usage } = read('work');
  expect(head).toEqual({
    agent: 'copilot',
    session: 'external:copilot:00a0b9b2-0045-42cc-8a86-8bbd8752d255',
    startedAt: Date.parse('2026-11-21T16:54:13.772Z'),
    cwd: '/home/ann/project',
    agentVersion: '1.0.102',
    model: 'scripted',
  });
  const prompts = items.filter(({ role, kind }) => role === 'user' && kind === 'text');
  expect(prompts.map(({ text }) => text)).toEqual(['do work [[work]]', 'again hello']);
  expect(items.filter(({ kind }) => kind === 'reasoning').map(({ text }) => text)).toEqual([
    'I should write a file.',
  ]);
  expect(items.filter(({ kind }) => kind === 'tool_result').map(({ tool }) => tool)).toEqual([
    { name: 'create', status: 'ok' },
    { name: 'view', status: 'ok' },
    { name: 'edit', status: 'ok' },
    { name: 'bash', status: 'error', exitCode: 3 },
    { name: 'nosuchtool', status: 'error' },
    { name: 'change', server: 'nerve', status: 'ok' },
    { name: 'look', server: 'nerve', status: 'ok' },
  ]);
  expect(items.filter(({ kind }) => kind === 'compaction')).toMatchObject([
    { data: { trigger: 'manual', tokensBefore: 10890, tokensAfter: 10458 } },
  ]);
  // Six answers, and the one that made the summary.
  expect(usage).toHaveLength(7);
  expect(usage[0]).toMatchObject({
    model: 'scripted',
    input: 1000,
    cachedInput: 100,
    output: 60,
    reasoning: 5,
  });
});

test('a call that was refused', () => {
  expect(read('denied').items.map(({ kind, text, tool }) => [kind, text, tool?.status])).toEqual([
    ['text', 'denied [[denied]]', undefined],
    ['tool_call', 'rm -rf sub', undefined],
    ['tool_result', '', 'denied'],
    ['text', 'Was denied.', undefined],
  ]);
});

test('what a sub-agent was told is no prompt, and its items name it', () => {
  const { items } = read('agent');
  expect(items.filter(({ role, kind }) => role === 'user' && kind === 'text')).toHaveLength(1);
  const own = items.filter(({ data }) => data?.agent !== undefined);
  expect(own.map(({ kind, text }) => [kind, text])).toEqual([
    ['note', 'sub task [[child]]'],
    ['tool_call', 'echo from-child'],
    ['tool_result', ''],
    ['text', 'Child answer.'],
  ]);
});

describe('events', () => {
  test('reasoning is told once, however often it is written', () => {
    const { items } = readEvents(
      { type: 'assistant.reasoning', data: { reasoningId: 'r1', content: 'think' } },
      { type: 'assistant.message', data: { content: 'done', reasoningText: 'think' } },
      { type: 'assistant.message', data: { content: 'again', reasoningText: 'more' } },
    );
    expect(items.map(({ id, text }) => [id, text])).toEqual([
      ['e0', 'think'],
      ['e1', 'done'],
      ['e2.reasoning', 'more'],
      ['e2', 'again'],
    ]);
  });

  test('a command that a person ran has no message', () => {
    const { items } = readEvents(
      {
        type: 'tool.user_requested',
        data: { toolCallId: 'c1', toolName: 'bash', arguments: { command: 'ls' } },
      },
      {
        type: 'tool.execution_start',
        data: { toolCallId: 'c1', toolName: 'bash', arguments: { command: 'ls' } },
      },
      {
        type: 'tool.execution_complete',
        data: { toolCallId: 'c1', success: true, result: { content: 'a' } },
      },
    );
    expect(items.map(({ kind, text, output }) => [kind, text, output])).toEqual([
      ['tool_call', 'ls', undefined],
      ['tool_result', '', 'a'],
    ]);
  });

  test('git, title and model become known later; a model of a sub-agent does not count', () => {
    const context = { cwd: '/home/ann/shop', branch: 'main', repository: 'ann/shop', headCommit: 'abc' };
    const { head } = readEvents(
      { type: 'session.start', data: { context: { cwd: '/home/ann/shop' }, selectedModel: 'one' } },
      { type: 'session.context_changed', data: context },
      { type: 'session.title_changed', data: { title: 'Shop' } },
      { type: 'session.model_change', data: { newModel: 'two' } },
      { type: 'session.model_change', agentId: 'a1', data: { newModel: 'three' } },
    );
    expect(head).toMatchObject({
      cwd: '/home/ann/shop',
      title: 'Shop',
      model: 'two',
      git: { branch: 'main', commit: 'abc', repository: 'ann/shop' },
    });
  });

  test('attachments are named and measured', () => {
    const image = { type: 'blob', mimeType: 'image/png', data: 'AAAA', displayName: 'a.png' };
    const { items } = readEvents({ type: 'user.message', data: { content: 'look', attachments: [image] } });
    expect(items[0]?.data).toEqual({
      attachments: [{ type: 'blob', name: 'a.png', mediaType: 'image/png', bytes: 3 }],
    });
  });

  test('the program speaks in notes, and what is not known is kept whole', () => {
    const later = { type: 'session.new', data: { value: 1 } };
    const { items } = readEvents(
      { type: 'abort', data: { reason: 'user_initiated' } },
      { type: 'session.error', data: { errorType: 'quota', message: 'No more.' } },
      { type: 'skill.invoked', data: { name: 'pdf', path: '/x', content: 'long' } },
      { type: 'session.compaction_complete', data: { success: false, error: 'too long' } },
      { type: 'user.message', data: { content: 'go on', isAutopilotContinuation: true } },
      later,
    );
    expect(items.map(({ kind, text }) => [kind, text])).toEqual([
      ['note', 'user_initiated'],
      ['note', 'No more.'],
      ['note', 'pdf'],
      ['note', 'too long'],
      ['note', 'go on'],
      ['unknown', ''],
    ]);
    expect(items[5]?.data).toMatchObject(later);
  });
});

test('20,000 mutated lines make it neither throw nor lose its state', () => {
  const lines = [...sessions.values()].flatMap((session) => session.lines);
  const random = randomNumbers(1_102_021);
  const reader = maker({ session: 's1' })();
  const seen = { items: 0, broken: 0 };
  for (let index = 0; index < 20_000; index += 1) {
    const reading = reader.read(mutate(lines[Math.floor(random() * lines.length)] ?? '', random), index);
    seen.items += reading.items.length;
    seen.broken += reading.broken === undefined ? 0 : 1;
  }
  expect(Object.values(seen).every((count) => count > 100)).toBe(true);
  expect(JSON.parse(JSON.stringify(reader.state()))).toEqual(reader.state());
});

test.each([
  ['00a0b9b2-0045-42cc-8a86-8bbd8752d255/events.jsonl', '00a0b9b2-0045-42cc-8a86-8bbd8752d255'],
  ['00a0b9b2-0045-42cc-8a86-8bbd8752d255/workspace.yaml', undefined],
  ['.session-operation-locks/x.lock', undefined],
])('%s is of session %s', (path, session) => {
  expect(copilotFileFacts(path)?.session).toBe(session);
});
