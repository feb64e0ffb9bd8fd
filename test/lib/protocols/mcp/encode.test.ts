/** Results, errors and events as text. */
import { describe, expect, test } from 'vitest';
import {
  answerText,
  createModernEncoder,
  errorText,
  eventText,
} from '../../../../src/lib/protocols/mcp/encode.ts';
import { McpError, resourceNotFound } from '../../../../src/lib/protocols/mcp/errors.ts';

describe('encoding', () => {
  const encode = createModernEncoder({ name: 'n', version: '1', title: 'left out' });
  const info = { 'io.modelcontextprotocol/serverInfo': { name: 'n', version: '1' } };
  test.each([
    [{}, undefined, { resultType: 'complete', _meta: info }],
    [{ a: 1 }, undefined, { resultType: 'complete', _meta: info, a: 1 }],
    [{ a: 1, _meta: { x: 2 } }, undefined, { resultType: 'complete', _meta: { x: 2, ...info }, a: 1 }],
    [{ _meta: 'odd' }, undefined, { resultType: 'complete', _meta: info }],
    [{ resultType: 'input_required' }, undefined, { resultType: 'input_required', _meta: info }],
    [
      {},
      { ttlMs: 0, cacheScope: 'public' as const },
      { resultType: 'complete', _meta: info, ttlMs: 0, cacheScope: 'public' },
    ],
    [
      { _meta: {}, a: 1 },
      { ttlMs: 7, cacheScope: 'private' as const },
      { resultType: 'complete', _meta: info, a: 1, ttlMs: 7, cacheScope: 'private' },
    ],
  ])('%j, %j', (result, hints, expected) => {
    expect(JSON.parse(encode(result, hints))).toEqual(expected);
  });

  test('ids of any spelling come back as they were', () => {
    for (const id of [0, -1, '', '"}', '\u2028']) expect(JSON.parse(answerText(id, '{}')).id).toBe(id);
  });

  test('codes and ids of errors are those of the era', () => {
    expect(JSON.parse(errorText('modern', 1, resourceNotFound('x://y')))).toMatchObject({
      error: { code: -32602 },
    });
    expect(JSON.parse(errorText('legacy', 1, resourceNotFound('x://y')))).toMatchObject({
      error: { code: -32002 },
    });
    expect(JSON.parse(errorText('legacy', undefined, new McpError(1, 'x'))).id).toBeNull();
    expect(JSON.parse(errorText('modern', undefined, new McpError(1, 'x')))).not.toHaveProperty('id');
  });

  test('an event is one line of data', () => {
    expect(eventText(JSON.stringify({ text: 'a\nb\rc' }))).toBe(
      'event: message\ndata: {"text":"a\\nb\\rc"}\n\n',
    );
  });
});
