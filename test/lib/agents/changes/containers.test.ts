import { describe, expect, it } from 'vitest';
import { depthBeforeUs, removeWithContainers } from '../../../../src/lib/agents/changes/containers.ts';
import { evaluateKey } from '../../../../src/lib/agents/changes/evaluate-key.ts';
import type { TargetRecord } from '../../../../src/lib/agents/changes/ledger.ts';
import { jsonc, keyTarget, recordOf, situation } from './helpers.ts';

function neighbour(path: readonly string[], existingDepth: number): TargetRecord {
  const record = recordOf(evaluateKey(jsonc, keyTarget(path, 1), situation('{}')));
  return { ...record, existingDepth };
}

describe('depthBeforeUs', () => {
  const document = { permissions: { allow: ['x'], mode: 1 }, servers: { nerve: {} } };
  it.each<[string, string[], TargetRecord[], number]>([
    ['the container was there', ['permissions', 'mode'], [], 1],
    ['another target made it', ['permissions', 'mode'], [neighbour(['permissions', 'allow'], 0)], 0],
    ['another target found it', ['permissions', 'mode'], [neighbour(['permissions', 'allow'], 1)], 1],
    ['another target is elsewhere', ['permissions', 'mode'], [neighbour(['servers', 'nerve'], 0)], 1],
    ['it is not there', ['other', 'mode'], [], 0],
  ])('%s', (_title, path, neighbours, depth) => {
    expect(depthBeforeUs(document, path, path.length - 1, neighbours)).toBe(depth);
  });
});

describe('removeWithContainers', () => {
  it.each([
    ['{"a": {"b": {"c": 1}}}', 0, {}],
    ['{"a": {"b": {"c": 1}}}', 1, { a: {} }],
    ['{"a": {"b": {"c": 1}}}', 2, { a: { b: {} } }],
    ['{"a": {"b": {"c": 1}, "x": 1}}', 0, { a: { x: 1 } }],
    ['{"a": {"b": {"c": 1, "x": 1}}}', 0, { a: { b: { x: 1 } } }],
  ])('from %s with %i steps of others', (text, depth, left) => {
    expect(jsonc.parse(removeWithContainers(jsonc, text, ['a', 'b', 'c'], depth))).toEqual(left);
  });
});
