import { expect, it } from 'vitest';
import { claudeSession, isSessionId } from '../../../../src/lib/base/kernel/session-name.ts';

const ID = '0199A0B1-c2d3-7e4f-8a9b-0c1d2e3f4a5b';

it.each([
  [{}, undefined],
  [{ CLAUDE_CODE_SESSION_ID: ID }, `claude:${ID.toLowerCase()}`],
  [{ CLAUDE_CODE_SESSION_ID: '../x' }, undefined],
  [{ CLAUDE_CODE_SESSION_ID: '' }, undefined],
])('%j stands in %s', (env, session) => {
  expect(claudeSession(env)).toBe(session);
  expect(session === undefined || isSessionId(session)).toBe(true);
});
