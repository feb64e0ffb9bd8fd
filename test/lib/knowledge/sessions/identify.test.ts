import { expect, it } from 'vitest';
import { identifySession } from '../../../../src/lib/knowledge/sessions/identify.ts';

const THREAD = '0199A0B1-c2d3-7e4f-8a9b-0c1d2e3f4a5b';
const jti = 'TABC';

it.each([
  [
    'Codex by its thread',
    { client: 'codex-mcp-client', meta: { threadId: THREAD } },
    `codex:${THREAD.toLowerCase()}`,
    false,
  ],
  ['Codex without one', { client: 'codex-mcp-client', meta: {} }, 'external:codex-mcp-client:TABC', true],
  [
    'a thread that is none',
    { client: 'codex-mcp-client', meta: { threadId: '../../x' } },
    'external:codex-mcp-client:TABC',
    true,
  ],
  ["another client's thread", { client: 'evil', meta: { threadId: THREAD } }, 'external:evil:TABC', true],
  ['Claude Code over HTTP', { client: 'claude-code', meta: {} }, 'external:claude-code:TABC', true],
  ['a bridge that knows', { client: 'claude-code', meta: {}, bound: 'claude:abc-1' }, 'claude:abc-1', false],
  ['a bridge that says nonsense', { client: 'x', meta: {}, bound: 'claude:a b' }, 'external:x:TABC', true],
  [
    'a bridge that says what is no session',
    { client: 'x', meta: {}, bound: 'admin:1' },
    'external:x:TABC',
    true,
  ],
  ['no name', { client: undefined, meta: {} }, 'external:unknown:TABC', true],
  ['a name of other letters', { client: 'Über Agent/2', meta: {} }, 'external:_ber_agent_2:TABC', true],
] as const)('%s', (_, facts, id, provisional) => {
  expect(identifySession({ jti, ...facts })).toMatchObject({ id, provisional });
});
