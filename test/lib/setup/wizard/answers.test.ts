import { describe, expect, it } from 'vitest';
import { AGENTS } from '../../../../src/lib/agents/registry/registry.ts';
import { DEFAULT_CHOICE } from '../../../../src/lib/base/config/agent-choice.ts';
import {
  type Answers,
  isOpen,
  isTimezone,
  permissionsNow,
  QUESTIONS,
} from '../../../../src/lib/setup/wizard/answers.ts';
import { equivalentCommand, quote } from '../../../../src/lib/setup/wizard/command-line.ts';

const open = (answers: Answers, situation = { hasMemories: true, hasUser: false, canServe: false }) =>
  QUESTIONS.filter((question) => isOpen(question, answers, situation));

describe('isOpen', () => {
  it('asks everything once, agents first', () => {
    expect(open({ agents: ['codex'] })).toEqual(['import', 'permissions', 'name', 'timezone']);
    const answers = {
      agents: ['codex'],
      import: false,
      permissions: 'keep',
      name: '',
      timezone: '',
    } as const;
    expect(open(answers)).toEqual([]);
  });

  it('leaves out what would change nothing', () => {
    expect(open({ agents: ['codex'] }, { hasMemories: false, hasUser: true, canServe: false })).toEqual([
      'permissions',
    ]);
  });

  it('asks for permissions only where an agent has some', () => {
    for (const agent of AGENTS) {
      const matters = Object.values(agent.permissions).some((settings) => settings.length > 0);
      expect(open({ agents: [agent.name] }).includes('permissions')).toBe(matters);
    }
    expect(open({ agents: ['nobody'] })).not.toContain('permissions');
  });
});

it('permissionsNow', () => {
  const codex = { ...DEFAULT_CHOICE, name: 'codex', permissions: 'none' as const };
  const claude = { ...DEFAULT_CHOICE, name: 'claude-code' };
  expect(permissionsNow(['codex'], [codex, claude])).toEqual({ common: 'none', mixed: false });
  expect(permissionsNow(['codex', 'claude-code'], [codex, claude])).toEqual({
    common: undefined,
    mixed: true,
  });
  expect(permissionsNow(['gemini'], [codex])).toEqual({ common: undefined, mixed: false });
});

it.each([
  ['Europe/Berlin', true],
  ['UTC', true],
  ['Berlin', false],
  ['', false],
])('isTimezone %j', (text, expected) => expect(isTimezone(text)).toBe(expected));

describe('equivalentCommand', () => {
  it('names every answer and quotes words', () => {
    const answers: Answers = {
      agents: ['codex', 'claude-code'],
      import: true,
      permissions: 'none',
      name: "Ann O'Neill; rm -rf $HOME",
      timezone: 'Europe/Berlin',
    };
    expect(equivalentCommand(answers, { workspace: '/my dir', 'keep-going': true, auth: undefined })).toBe(
      "nerve init --yes --agents codex,claude-code --import --permissions none --name 'Ann O'\\''Neill; rm -rf $HOME'" +
        " --timezone Europe/Berlin --workspace '/my dir' --keep-going",
    );
  });

  it('leaves out what is empty, what stays, and what looks like a secret', () => {
    const name = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';
    const answers: Answers = { import: false, permissions: 'keep', name, timezone: '' };
    expect(equivalentCommand(answers, { 'keep-going': false })).toBe('nerve init --yes --no-import');
  });

  it.each([
    ['a b', "'a b'"],
    ['', "''"],
    ['~', "'~'"],
    ['a\nb', "'a\nb'"],
    ['1y', '1y'],
  ])('quote %j', (word, quoted) => expect(quote(word)).toBe(quoted));
});
