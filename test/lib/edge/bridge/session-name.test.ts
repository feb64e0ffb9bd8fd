/** The session of an agent, by flag and environment. */
import { expect, test } from 'vitest';
import { sessionOf } from '../../../../src/lib/edge/bridge/session-name.ts';

const UUID = '0199A0B1-c2d3-7e4f-8a9b-0c1d2e3f4a5b';

test.each([
  ['claude-code', undefined, { CLAUDE_CODE_SESSION_ID: UUID }, `claude:${UUID.toLowerCase()}`],
  ['claude-code', undefined, { CLAUDE_CODE_SESSION_ID: 'no uuid' }, undefined],
  ['claude-code', undefined, {}, undefined],
  ['claude-code', 'external:a:b', { CLAUDE_CODE_SESSION_ID: UUID }, 'external:a:b'],
  // Started by Claude Code, but not the conversation itself.
  ['codex', undefined, { CLAUDE_CODE_SESSION_ID: UUID }, undefined],
  ['codex', '', {}, undefined],
] as const)('%s, given %s, in %j', (agent, given, env, session) => {
  expect(sessionOf({ agent, given, env })).toBe(session);
});

test('what is no session is refused', () => {
  expect(() => sessionOf({ agent: 'codex', given: 'mine', env: {} })).toThrow('is no id of a session');
});
