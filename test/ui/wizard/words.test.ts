import { describe, expect, it } from 'vitest';
import { PROGRAMS } from '../../../src/lib/agents/registry/registry.ts';
import { wrap } from '../../../src/ui/width.ts';
import { agentOption, answersSoFar, memoryList } from '../../../src/ui/wizard/words.ts';

describe('wrap', () => {
  it.each([
    ['one two three', 7, '', 'one two\nthree'],
    ['one two', 7, '  ', '  one\n  two'],
    ['averylongword x', 5, '', 'averylongword\nx'],
    ['漢字 漢字', 8, '', '漢字\n漢字'],
    ['', 5, '', ''],
  ])('%j in %i', (text, columns, indent, expected) => expect(wrap(text, columns, indent)).toBe(expected));
});

it('agentOption', () => {
  for (const agent of PROGRAMS) {
    const there = { agent, found: true, home: '/u/.x', homeExists: true, program: undefined };
    expect(agentOption(there, '1.2.3', '/u')).toBe(`${agent.title} 1.2.3 (~/.x)`);
    expect(agentOption({ ...there, homeExists: false, program: '/bin/x' }, undefined, '/u')).toBe(
      agent.title,
    );
    expect(agentOption({ ...there, found: false, homeExists: false })).toBe(`${agent.title} (not found)`);
  }
});

describe('memoryList', () => {
  const memory = {
    agents: [],
    file: '/u/.claude/CLAUDE.md',
    bytes: 1234,
    heading: 'Rules\u001b[2J of a house',
    shared: '',
    local: '',
    marked: Array.from({ length: 7 }, (_, index) => ({
      line: `- line ${index} about /home/ann/src/project`,
      reasons: ['home path' as const],
    })),
  };

  it.each([40, 80])('fits %i columns and steers no terminal', (columns) => {
    const text = memoryList(
      { found: [memory], skipped: [{ file: '/u/x', why: 'it is not UTF-8 text' }] },
      '/u',
      columns,
    );
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
    expect(text).toContain('~/.claude/CLAUDE.md, 1.2 KB');
    expect(text).toContain('“Rules?[2J of a house”');
    expect(text).toContain('and 2 more');
    expect(text).toContain('~/x is left out');
  });
});

it('answersSoFar names each answer', () => {
  const answers = {
    agents: ['codex'],
    import: false,
    permissions: 'none',
    name: '',
    timezone: 'UTC',
  } as const;
  expect(answersSoFar(answers)).toBe(
    'You stopped before the end; your answers so far: agents: Codex; import: no; permissions: none; name: none; time zone: UTC.',
  );
});
