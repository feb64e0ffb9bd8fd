import { describe, expect, it } from 'vitest';
import { evaluateMember } from '../../../../src/lib/agents/changes/evaluate-member.ts';
import { evaluateMemberRemoval } from '../../../../src/lib/agents/changes/remove-key.ts';
import { EditRefused } from '../../../../src/lib/base/formats/format.ts';
import { jsonc, memberTarget, recordOf, situation } from './helpers.ts';

const target = memberTarget(['permissions', 'allow'], 'mcp__nerve');

describe('evaluateMember', () => {
  it.each([
    ['{}', 0],
    ['{"permissions": {"deny": []}}', 1],
    ['{"permissions": {"allow": []}}', 2],
    ['{"permissions": {"allow": ["Bash"]}}', 2],
  ])('adds it to %s, and takes exactly that out again', (text, depth) => {
    const evaluation = evaluateMember(jsonc, target, situation(text));
    expect(evaluation).toMatchObject({ state: 'create', record: { existingDepth: depth } });
    const record = recordOf(evaluation);
    expect(evaluateMember(jsonc, target, situation(evaluation.text, { record }))).toMatchObject({
      state: 'same',
      record,
    });
    const removed = evaluateMemberRemoval(jsonc, record, situation(evaluation.text, { record }));
    expect(removed.state).toBe('remove');
    expect(jsonc.parse(removed.text ?? '')).toEqual(jsonc.parse(text));
  });

  it('leaves one that was there before nerve', () => {
    const text = '{"permissions": {"allow": ["mcp__nerve"]}}';
    const record = recordOf(evaluateMember(jsonc, target, situation(text)));
    expect(record.theirs).toBe(true);
    expect(evaluateMemberRemoval(jsonc, record, situation(text, { record }))).toMatchObject({
      state: 'theirs',
      text,
    });
    expect(recordOf(evaluateMember(jsonc, target, situation(text, { adopt: true }))).theirs).toBeUndefined();
  });

  it.each([
    ['ask', 'conflict'],
    ['skip', 'skipped'],
    ['merge', 'skipped'],
    ['backup', 'take-over'],
  ] as const)('taken out by the user, %s: %s', (policy, state) => {
    const first = evaluateMember(jsonc, target, situation('{}'));
    const mine = '{"permissions": {"allow": ["Bash"]}}';
    const evaluation = evaluateMember(jsonc, target, situation(mine, { record: first.record, policy }));
    expect(evaluation).toMatchObject({ state, reason: 'removed' });
    expect(evaluation.text === mine).toBe(policy !== 'backup');
  });

  it('refuses a value that is no list', () => {
    expect(() => evaluateMember(jsonc, target, situation('{"permissions": {"allow": "all"}}'))).toThrow(
      EditRefused,
    );
  });

  it('has nothing to remove where it is gone', () => {
    const record = recordOf(evaluateMember(jsonc, target, situation('{}')));
    for (const text of ['{}', '{"permissions": {"allow": "x"}}']) {
      expect(evaluateMemberRemoval(jsonc, record, situation(text, { record })).state).toBe('gone');
    }
  });
});
