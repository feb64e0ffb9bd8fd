/** Every transcript of the fixtures is read as it was counted, in one go and in steps. */
import { describe, expect, test } from 'vitest';
import { identifySession } from '../../../../../src/lib/knowledge/sessions/identify.ts';
import type { TranscriptItem } from '../../../../../src/lib/knowledge/transcripts/item.ts';
import { readingsInSteps, readingsOf } from '../reading.ts';
import { countsOf, type Fixture, fixture, fixtures, maker, read } from './fixtures.ts';

const RELEASE = '2.1.328';
const OLD = '2.0.30';
const byRun = (run: string, path = '', release = RELEASE): Fixture => {
  const found = countsOf(release).find((count) => count.run === run && count.file.includes(path));
  return fixture(release, found?.file ?? '');
};
const counted = [RELEASE, OLD].flatMap((release) =>
  countsOf(release).map((count) => ({ release, ...count })),
);
const number = (items: readonly TranscriptItem[], kind: string, role?: string): number =>
  items.filter((item) => item.kind === kind && (role === undefined || item.role === role)).length;

test.each([
  [RELEASE, 14],
  [OLD, 9],
])('the index of %s names all %i', (release, count) => {
  const paths = fixtures(release).map(({ path }) => path);
  expect(paths).toEqual(
    countsOf(release)
      .map(({ file }) => file)
      .sort(),
  );
  expect(paths).toHaveLength(count);
});

describe.each(counted.filter(({ run }) => run !== 'warmup'))('$release $run: $file', (count) => {
  const transcript = fixture(count.release, count.file);

  test('has the items that were counted', () => {
    const { items, broken } = read(transcript);
    expect(transcript.lines).toHaveLength(count.lines);
    expect(broken).toBe(0);
    expect({
      user_prompts: number(items, 'text', 'user'),
      assistant_texts: number(items, 'text', 'assistant'),
      thinking: number(items, 'reasoning'),
      tool_uses: number(items, 'tool_call'),
      tool_results: number(items, 'tool_result'),
      mcp_tool_uses: items.filter(({ kind, tool }) => kind === 'tool_call' && tool?.server).length,
    }).toEqual({
      user_prompts: count.user_prompts,
      assistant_texts: count.assistant_texts,
      thinking: count.thinking,
      tool_uses: count.tool_uses,
      tool_results: count.tool_results,
      mcp_tool_uses: count.mcp_tool_uses,
    });
    expect(number(items, 'unknown')).toBe(0);
  });

  test('gives the same when the state is saved after every line', () => {
    const make = maker(transcript.facts);
    expect(readingsInSteps(make, transcript.lines)).toEqual(readingsOf(make, transcript.lines));
  });

  test('has ids of its own for all items, and for all usage', () => {
    const { items, usage } = read(transcript);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(new Set(usage.map(({ id }) => id)).size).toBe(usage.length);
  });

  test('joins every result with its call, and counts the usage of a message once', () => {
    const { items, usage } = read(transcript);
    const calls = items.filter(({ kind }) => kind === 'tool_call').map(({ callId }) => callId);
    const results = items.filter(({ kind }) => kind === 'tool_result');
    expect(results.map(({ callId }) => callId).sort()).toEqual(calls.sort());
    expect(results.map(({ tool }) => tool?.name)).not.toContain('unknown');
    const messages = transcript.lines.flatMap((line) => /"message":\{"id":"(msg_\w+)"/.exec(line)?.[1] ?? []);
    expect(usage.map(({ id }) => id)).toEqual([...new Set(messages)]);
  });
});

test('a head says where, what and with which model', () => {
  expect(read(byRun('hello')).head).toEqual({
    agent: 'claude-code',
    session: 'claude:598116c4-4f6c-47a9-9444-327abfd87399',
    startedAt: Date.parse('2026-11-20T09:59:23.174Z'),
    cwd: '/tmp/demo-ws',
    agentVersion: '2.1.328',
    model: 'claude-opus-5-5',
    git: { branch: 'main' },
    data: { entrypoint: 'sdk-cli' },
  });
});

test.each([RELEASE, OLD])(
  'a fork of %s names its base, and copied rows have the ids that they have there',
  (release) => {
    const base = read(byRun('forkbase', '', release));
    const fork = read(byRun('forked', '', release));
    expect(base.head).not.toHaveProperty('forkedFrom');
    expect(fork.head?.forkedFrom).toBe(base.head?.session);
    const known = new Set(base.items.map(({ id }) => id));
    const own = fork.items.filter(({ id }) => !known.has(id));
    expect(own.map(({ text }) => text)).toEqual(['forked part [[hello]]', 'Hello from the mock model.']);
    expect(fork.items.filter(({ id }) => known.has(id))).toEqual(base.items);
    const told = new Set(base.usage.map(({ id }) => id));
    expect(fork.usage.filter(({ id }) => !told.has(id))).toHaveLength(1);
  },
);

test('a sub-agent is a session of its own below the one that started it', () => {
  const parent = read(byRun('subagent', '955375987.jsonl'));
  const child = read(byRun('subagent', 'agent-'));
  expect(child.head).toMatchObject({
    session: 'claude:3f9a89b5-9e7b-4513-9d39-cfe955375987:agent:a7f22e79a097a108e',
    parent: parent.head?.session,
    title: 'Sub task',
    data: { agentType: 'general-purpose', startedBy: 'toolu_00000035mock' },
  });
  const result = parent.items.find(({ kind }) => kind === 'tool_result');
  expect(result).toMatchObject({
    callId: 'toolu_00000035mock',
    tool: { name: 'Agent', status: 'ok', durationMs: 178 },
    data: { agentSession: child.head?.session },
  });
  expect(child.items[0]).toMatchObject({ role: 'user', kind: 'text', data: { from: 'agent' } });
});

test('a sub-agent of 2.0 takes its session from its rows, and warm-ups are none', () => {
  const parent = read(byRun('subagent', '9c8ea1ed', OLD));
  const child = read(byRun('subagent', 'agent-', OLD));
  expect(child.head).toMatchObject({
    session: 'claude:9c8ea1ed-59c5-4f93-b0bb-d74f676f660b:agent:7a9b36e6',
    parent: parent.head?.session,
  });
  expect(parent.items.find(({ kind }) => kind === 'tool_result')?.data).toEqual({
    agentSession: child.head?.session,
  });
  const warmUps = countsOf(OLD).filter(({ run }) => run === 'warmup');
  expect(warmUps).toHaveLength(2);
  for (const { file } of warmUps) {
    expect(read(fixture(OLD, file))).toEqual({ head: undefined, items: [], usage: [], broken: 0 });
  }
});

test('the head has an id that tokens may be bound to', () => {
  for (const release of [RELEASE, OLD]) {
    for (const transcript of fixtures(release)) {
      const session = read(transcript).head?.session;
      if (session === undefined) continue;
      expect(identifySession({ jti: '1', client: 'claude-code', meta: {}, bound: session }).id).toBe(session);
    }
  }
});

test('tools tell how they ended', () => {
  const { items } = read(byRun('write'));
  const results = items.filter(({ kind }) => kind === 'tool_result');
  expect(results.map(({ tool }) => tool)).toEqual([
    { name: 'Write', status: 'ok' },
    { name: 'Edit', status: 'ok' },
    { name: 'Bash', status: 'error', exitCode: 3 },
    { name: 'TaskCreate', status: 'error' },
    { name: 'TaskCreate', status: 'error' },
  ]);
  expect(results[0]?.data).toEqual({ files: ['/tmp/demo-ws/hello.txt'] });
  const parallel = read(byRun('parallel')).items.filter(({ kind }) => kind === 'tool_result');
  expect(parallel.map(({ tool }) => tool?.exitCode)).toEqual([0, 0]);
});

test('what happens around a conversation is noted, and none of it is a prompt', () => {
  const { items } = read(byRun('multi'));
  const notes = items
    .filter(({ kind }) => kind === 'note')
    .map(({ text, data }) => [data?.why, text.slice(0, 40)]);
  expect(notes).toEqual([
    ['interrupted', '[Request interrupted by user for tool us'],
    ['meta', '[Image: source: /tmp/demo-home/claude-da'],
    ['compact_boundary', 'Conversation compacted'],
    ['meta', 'The command below was run directly in Cl'],
    ['command', '/compact'],
    ['command output', 'Compacted'],
  ]);
  expect(items.find(({ kind }) => kind === 'compaction')).toMatchObject({
    role: 'system',
    data: { trigger: 'manual', tokensBefore: 1060, tokensAfter: 2716 },
  });
  expect(items.find(({ kind }) => kind === 'image')).toMatchObject({
    id: 'd69eda67-32d6-45a5-a3e2-3a6a8260f97d.1',
    data: { mediaType: 'image/png', bytes: 70 },
  });
  expect(items.find(({ tool }) => tool?.status === 'denied')).toMatchObject({
    callId: 'toolu_00000051mock',
    tool: { name: 'Bash' },
    data: { denial: 'user-rejected' },
  });
  expect(items.filter(({ tool }) => tool?.server === 'nerve').map(({ tool }) => tool)).toEqual([
    { name: 'echo', server: 'nerve' },
    { name: 'echo', server: 'nerve', status: 'ok' },
    { name: 'boom', server: 'nerve' },
    { name: 'boom', server: 'nerve', status: 'error' },
  ]);
});

test('a turn is what follows a prompt', () => {
  const { items } = read(byRun('resumed'));
  const prompts = items.filter(({ role, kind }) => role === 'user' && kind === 'text').map(({ id }) => id);
  expect([...new Set(items.map(({ turnId }) => turnId))]).toEqual(prompts);
});
