/** Every recorded rollout gives exactly what its recorder counted, however it is read. */
import { describe, expect, test } from 'vitest';
import type { Counted, Rollout, Story } from './support.ts';
import { linesOf, ofType, ROLLOUTS, read, settled } from './support.ts';

const COUNTS = [
  'user_messages',
  'agent_messages',
  'reasoning',
  'commands',
  'file_changes',
  'mcp_calls',
  'tool_calls_raw',
  'compactions',
  'turns_started',
  'turns_completed',
  'turns_aborted',
] as const satisfies readonly (keyof Counted)[];

/** A fork in legacy mode copies the whole history, and the recorder counted the copy too. */
function copiesHistory({ counted }: Rollout): boolean {
  return (
    counted.forked_from_id !== null && counted.types.session_meta === 2 && counted.own_lines === counted.lines
  );
}

function countsOf(story: Story, withCopy: boolean): Record<(typeof COUNTS)[number], number> {
  const items = story.items.filter((item) => withCopy || !item.inherited);
  const turns = story.turns.filter((turn) => withCopy || !turn.inherited);
  const phases = (phase: string) => turns.filter((turn) => turn.phase === phase).length;
  return {
    user_messages: ofType(items, 'UserMessage', 'user_message').length,
    agent_messages: ofType(items, 'AgentMessage', 'agent_message').filter(({ kind }) => kind === 'text')
      .length,
    reasoning: ofType(items, 'Reasoning', 'agent_reasoning').length,
    commands: ofType(items, 'CommandExecution').length,
    file_changes: ofType(items, 'FileChange', 'patch_apply_end').length,
    mcp_calls: ofType(items, 'McpToolCall', 'mcp_tool_call_end').length,
    tool_calls_raw: ofType(items, 'function_call', 'custom_tool_call').length,
    compactions: ofType(items, 'compacted').length,
    turns_started: phases('started'),
    turns_completed: phases('completed'),
    turns_aborted: phases('aborted'),
  };
}

test('all rollouts of the recording are here', () => {
  expect(ROLLOUTS).toHaveLength(63);
  expect(ROLLOUTS.filter(copiesHistory).map(({ counted }) => counted.run)).toEqual([
    'fork-child',
    'legacy-fork',
  ]);
});

describe.each(
  ROLLOUTS.map((rollout) => [
    `${rollout.version} ${rollout.counted.run}: ${rollout.path.slice(-45)}`,
    rollout,
  ]),
)('%s', (_name, rollout) => {
  const lines = linesOf((rollout as Rollout).path);
  const { facts, counted } = rollout as Rollout;
  const story = read(lines, facts);

  test('has the counts of the recording', () => {
    const expected = Object.fromEntries(COUNTS.map((name) => [name, counted[name]]));
    expect(lines).toHaveLength(counted.lines);
    expect(countsOf(story, copiesHistory(rollout as Rollout))).toEqual(expected);
  });

  test('has nothing unknown or broken', () => {
    expect(story.items.filter(({ kind }) => kind === 'unknown')).toEqual([]);
    expect(story.broken).toEqual([]);
  });

  test('gives the same when the reader is put away after every line', () => {
    expect(read(lines, facts, { restart: true })).toEqual(story);
  });

  test('has ids that are unique, but for fuller forms of the same call', () => {
    const first = story.items.filter(({ replaces }) => !replaces).map(({ id }) => id);
    expect(new Set(first).size).toBe(first.length);
    const replaced = story.items.filter(({ replaces }) => replaces);
    for (const item of replaced) expect(first).toContain(item.id);
    const usage = story.usage.map(({ id }) => id);
    expect(new Set(usage).size).toBe(usage.length);
  });

  test('joins every output to its call', () => {
    const calls = new Set(
      settled(story.items).flatMap(({ callId, kind }) => (kind === 'tool_result' ? [] : [callId])),
    );
    for (const item of story.items) if (item.kind === 'tool_result') expect(calls).toContain(item.callId);
  });

  test('takes no prompt from injected context', () => {
    const said = story.items.filter(({ role, kind }) => role === 'user' && kind === 'text');
    for (const { text } of said) expect(text).not.toMatch(/^\s*</);
  });
});

test('the copied history of a fork is marked, and one turn is its own', () => {
  const own = ROLLOUTS.filter(copiesHistory).map((rollout) =>
    countsOf(read(linesOf(rollout.path), rollout.facts), false),
  );
  for (const counts of own) {
    expect(counts).toMatchObject({
      user_messages: 1,
      agent_messages: 1,
      tool_calls_raw: 0,
      turns_completed: 1,
    });
  }
});
