import { expect, it } from 'vitest';
import { ownSession } from '../../../../src/lib/knowledge/sessions/own-session.ts';

const ID = '0199A0B1-c2d3-7e4f-8a9b-0c1d2e3f4a5b';

it.each([
  [{}, undefined],
  [{ CLAUDE_CODE_SESSION_ID: ID }, `claude:${ID.toLowerCase()}`],
  [{ CLAUDE_CODE_SESSION_ID: '../x' }, undefined],
  [{ CLAUDE_CODE_SESSION_ID: '' }, undefined],
  [{ NERVE_SESSION: 'codex:x', CLAUDE_CODE_SESSION_ID: ID }, 'codex:x'],
])('%j stands in %s', (env, session) => {
  expect(ownSession(env)).toBe(session);
});
