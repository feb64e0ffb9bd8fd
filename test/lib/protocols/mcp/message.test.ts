/** What is a message of JSON-RPC, and what is none. */
import { describe, expect, test } from 'vitest';
import { kindOf } from '../../../../src/lib/protocols/mcp/message.ts';

describe('kindOf', () => {
  test.each([
    [{ id: 1, method: 'x' }, 'request'],
    [{ id: '', method: 'x', params: {} }, 'request'],
    [{ method: 'x' }, 'notification'],
    [{ id: 1, result: {} }, 'response'],
    [{ id: 1, error: { code: 1 } }, 'response'],
    [{ id: 1, error: 'x' }, undefined],
    [{ result: {} }, undefined],
    [{ id: {}, method: 'x' }, undefined],
    [{ id: 2 ** 60, method: 'x' }, undefined],
    [{ id: 1, method: 7, result: {} }, undefined],
    [{ method: 'x', params: null }, undefined],
  ])('%j is a %s', (value, kind) => {
    expect(kindOf({ jsonrpc: '2.0', ...value })).toBe(kind);
  });
});
