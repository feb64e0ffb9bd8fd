import { describe, expect, it } from 'vitest';
import { hubPrincipal } from '../../../../src/lib/hub/mcp/principal.ts';
import { attemptOf } from '../../../../src/lib/hub/mcp/wire-refusal.ts';
import { CODES, McpError } from '../../../../src/lib/protocols/mcp/errors.ts';
import type { Refused } from '../../../../src/lib/protocols/mcp/refused.ts';

const token = {
  jti: 'T1',
  name: 'codex',
  kind: 'mcp',
  subject: 'codex',
  scopes: [],
  expiresAt: 0,
} as const;
const THREAD = '0199a0b1-c2d3-7e4f-8a9b-0c1d2e3f4a5b';

const refused = (change: Partial<Refused> = {}, bound?: string) => ({
  status: 400,
  error: new McpError(CODES.parse, 'Parse error'),
  method: undefined,
  client: undefined,
  meta: {},
  handled: false,
  ...change,
  principal: hubPrincipal(token, bound),
});

describe('attemptOf', () => {
  it('knows whose token it was, and no session where nothing was said', () => {
    expect(attemptOf(refused(), 5)).toEqual({
      at: 5,
      outcome: 'refused',
      code: 'not-json',
      principal: 'codex',
      jti: 'T1',
      client: null,
      session: null,
      callId: null,
      result: 'Parse error',
    });
  });

  it('finds the session of who said its name, and the call', () => {
    const client = { name: 'codex-mcp-client', version: '1' };
    const meta = { threadId: THREAD, callId: 'call-1' };
    const attempt = attemptOf(refused({ client, meta, method: 'no/such' }), 5);
    expect(attempt).toMatchObject({
      session: `codex:${THREAD}`,
      client: 'codex-mcp-client',
      callId: 'call-1',
      result: 'no/such: Parse error',
    });
    expect(attemptOf(refused({}, 'claude:1-2'), 5)).toMatchObject({ session: 'claude:1-2' });
  });

  it.each([
    [413, CODES.invalidRequest, 'refused', 'too-large'],
    [415, CODES.invalidRequest, 'refused', 'wrong-content-type'],
    [406, CODES.invalidRequest, 'refused', 'wrong-accept'],
    [405, CODES.invalidRequest, 'refused', 'wrong-method'],
    [400, CODES.invalidRequest, 'refused', 'bad-request'],
    [400, CODES.headerMismatch, 'refused', 'header-mismatch'],
    [400, CODES.unsupportedVersion, 'refused', 'unsupported-version'],
    [404, CODES.sessionNotFound, 'refused', 'unknown-session'],
    [404, CODES.methodNotFound, 'invalid', 'unknown-method'],
    [200, CODES.invalidParams, 'invalid', 'invalid-params'],
    [200, CODES.resourceNotFound, 'invalid', 'unknown-resource'],
    [200, CODES.internal, 'error', 'internal'],
    [undefined, CODES.internal, 'error', 'internal'],
    [200, 17, 'error', 'mcp-error'],
  ] as const)('%s and %i are %s: %s', (status, number, outcome, code) => {
    const error = new McpError(number, 'x');
    expect(attemptOf(refused({ status, error }), 1)).toMatchObject({ outcome, code });
  });

  it('leaves to the call of a tool what is its own', () => {
    expect(attemptOf(refused({ method: 'tools/call', handled: true }), 1)).toBeUndefined();
    expect(attemptOf(refused({ method: 'tools/call' }), 1)).toBeDefined();
    expect(attemptOf(refused({ method: 'resources/read', handled: true }), 1)).toBeDefined();
  });
});
