import { describe, expect, it } from 'vitest';
import { DEFAULT_CHOICE } from '../../../../src/lib/base/config/agent-choice.ts';
import { AGENT_SETTINGS, allKeys, findSetting } from '../../../../src/lib/base/config/setting-key.ts';
import { UserError } from '../../../../src/lib/base/kernel/errors.ts';

/** Knows one agent, by its name and one alias. */
function agentNamed(name: string): string {
  if (name === 'claude-code' || name === 'claude') return 'claude-code';
  throw new UserError(`no agent ${name}`, { code: 'unknown-agent' });
}

it.each([
  ['hub.url', 'hub.url', undefined],
  [' workspace ', 'workspace', undefined],
  ['agents.claude-code.auth', 'agents.claude-code.auth', 'claude-code'],
  ['agents.claude.bundle', 'agents.claude-code.bundle', 'claude-code'],
])('%j is a setting', (text, key, agent) => {
  expect(findSetting(text, agentNamed)).toMatchObject({ key, ...(agent ? { agent } : {}) });
});

describe('an unknown key gets a hint', () => {
  it.each([
    ['workspce', 'did you mean workspace?'],
    ['conflict_policy', 'did you mean external_agents.conflict_policy?'],
    ['external_agents.conflict-policy', 'did you mean external_agents.conflict_policy?'],
    ['agents.claude.aut', 'did you mean agents.claude-code.auth?'],
    [
      'agents.claude',
      'agents.claude-code. goes on with enabled, transport, auth, permissions, bundle, skills',
    ],
    ['agents.claude.auth.x', 'did you mean agents.claude-code.auth?'],
    ['external_agents.targets', 'did you mean agents.codex.auth?'],
    ['zzz', 'see `nerve config list`'],
    ['', 'see `nerve config list`'],
    ['__proto__', 'see `nerve config list`'],
    ['agents', 'see `nerve config list`'],
  ])('%j: %s', (key, hint) => {
    let thrown: unknown;
    try {
      findSetting(key, agentNamed);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'unknown-setting', exit: 2, hint });
  });
});

it('an unknown agent is said to be one', () => {
  expect(() => findSetting('agents.nobody.auth', agentNamed)).toThrow('no agent nobody');
});

it('has a setting for each choice, with the same default', () => {
  expect(Object.fromEntries(AGENT_SETTINGS.map((setting) => [setting.key, setting.default]))).toEqual(
    DEFAULT_CHOICE,
  );
});

it('lists every key once', () => {
  const keys = allKeys(['codex']);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys).toContain('agents.codex.permissions');
  for (const key of allKeys(['claude-code'])) expect(findSetting(key, agentNamed).key).toBe(key);
});
