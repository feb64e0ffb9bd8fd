import { describe, expect, test } from 'vitest';
import { differences, type Problem, problemsOf } from '../../../../../src/lib/agents/sync/watch/problems.ts';
import { createTug } from '../../../../../src/lib/agents/sync/watch/tug.ts';

const conflict: Problem = {
  event: 'conflict',
  fact: {
    agent: 'codex',
    title: 'Codex',
    id: 'codex:mcp',
    file: '/f',
    label: 'MCP server',
    reason: 'edited',
  },
};
const refusal: Problem = {
  event: 'refused',
  fact: { agent: 'codex', title: 'Codex', file: '/f', code: 'unparseable', message: 'line 1' },
};
const error: Problem = { event: 'error', fact: { code: 'locked', kind: 'unavailable', message: 'busy' } };

describe('problems', () => {
  test('are told once', () => {
    const now = problemsOf([conflict, refusal, error]);
    expect(differences(problemsOf([]), now).map((fact) => fact.event)).toEqual([
      'conflict',
      'refused',
      'error',
    ]);
    expect(differences(now, problemsOf([error, refusal, conflict]))).toEqual([]);
  });

  test('are told again when they are gone, each as what it was', () => {
    expect(differences(problemsOf([conflict, refusal, error]), problemsOf([]))).toEqual([
      { event: 'resolved', was: 'conflict', ...conflict.fact },
      { event: 'resolved', was: 'refused', ...refusal.fact },
      { event: 'resolved', was: 'error', ...error.fact },
    ]);
  });

  test('that changed are others', () => {
    const removed: Problem = { ...conflict, fact: { ...conflict.fact, reason: 'removed' } };
    const facts = differences(problemsOf([conflict]), problemsOf([removed]));
    expect(facts.map((fact) => fact.event)).toEqual(['resolved', 'conflict']);
  });
});

describe('a tug of war', () => {
  test('is three pulls of one file within a minute, and rests for ten', () => {
    const tug = createTug();
    for (const at of [0, 1000]) tug.pull('/a', at);
    for (const at of [0, 1000]) tug.pull('/b', at);
    expect(tug.restsFor(1000)).toBeUndefined();
    tug.pull('/a', 59_000);
    expect(tug.restsFor(59_000)).toBe('/a');
    expect(tug.restsFor(59_000 + 599_999)).toBe('/a');
    expect(tug.restsFor(59_000 + 600_000)).toBeUndefined();
  });

  test('is not what a person does now and then', () => {
    const tug = createTug();
    for (const at of [0, 40_000, 80_000, 120_000]) tug.pull('/a', at);
    expect(tug.restsFor(120_000)).toBeUndefined();
  });
});
