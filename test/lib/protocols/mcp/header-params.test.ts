/** Headers that repeat parts of the body. */
import { describe, expect, test } from 'vitest';
import {
  decodeHeader,
  encodeHeader,
  headerParamsOf,
  paramHeaders,
  paramMismatch,
} from '../../../../src/lib/protocols/mcp/header-params.ts';

describe('headers', () => {
  test.each([
    ['us-west1', 'us-west1'],
    ['=?base64?SGVsbG8sIOS4lueVjA==?=', 'Hello, 世界'],
    ['=?base64?IHBhZGRlZCA=?=', ' padded '],
    ['=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?=', '=?base64?literal?='],
    ['=?base64??=', ''],
    ['=?base64?SGVsbG8', '=?base64?SGVsbG8'],
    ['=?BASE64?SGVsbG8=?=', '=?BASE64?SGVsbG8=?='],
    ['=?base64?SGVsbG8?=', undefined],
    ['=?base64?SGV%bG8=?=', undefined],
  ])('%s says %j', (value, said) => {
    expect(decodeHeader(value)).toBe(said);
  });

  test.each([
    ['us-west1', 'us-west1'],
    ['two words', 'two words'],
    ['Hello, 世界', '=?base64?SGVsbG8sIOS4lueVjA==?='],
    [' padded ', '=?base64?IHBhZGRlZCA=?='],
    ['=?base64?literal?=', '=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?='],
    ['a\r\nb: c', '=?base64?YQ0KYjogYw==?='],
    ['', '=?base64??='],
  ])('%j is said as %s', (said, value) => {
    expect(encodeHeader(said)).toBe(value);
    expect(decodeHeader(value)).toBe(said);
  });

  const schema = {
    type: 'object',
    'x-mcp-header': 'root',
    properties: {
      plain: { type: 'string' },
      Count: { type: 'integer', 'x-mcp-header': 'Count' },
      deep: { type: 'object', properties: { on: { type: 'boolean', 'x-mcp-header': 'Deep-On' } } },
      many: { type: 'array', items: { properties: { no: { 'x-mcp-header': 'No' } } } },
    },
  };

  test('annotated arguments are found where the specification allows them', () => {
    expect(headerParamsOf(schema)).toEqual([
      { header: 'mcp-param-count', path: ['Count'] },
      { header: 'mcp-param-deep-on', path: ['deep', 'on'] },
    ]);
  });

  test('the headers of a call say what its arguments say', () => {
    const params = headerParamsOf(schema);
    for (const args of [
      {},
      { Count: 42 },
      { Count: 0.5, deep: { on: false } },
      { Count: null },
      { deep: 'no' },
    ]) {
      const headers = paramHeaders(params, args);
      expect(paramMismatch(params, args, (name) => headers[name])).toBeUndefined();
    }
    expect(paramHeaders(params, { Count: 1, deep: { on: true } })).toEqual({
      'mcp-param-count': '1',
      'mcp-param-deep-on': 'true',
    });
  });

  test.each([
    [{}, {}, undefined],
    [{ Count: 42 }, { 'mcp-param-count': '42.0' }, undefined],
    [{ Count: 42 }, { 'mcp-param-count': '43' }, 'mcp-param-count'],
    [{ Count: 0 }, { 'mcp-param-count': ' ' }, 'mcp-param-count'],
    [{ Count: 42 }, {}, 'mcp-param-count'],
    [{ deep: { on: true } }, { 'mcp-param-deep-on': 'true' }, undefined],
    [{ deep: { on: true } }, { 'mcp-param-deep-on': 'TRUE' }, 'mcp-param-deep-on'],
    [{ deep: 'no object' }, { 'mcp-param-deep-on': 'x' }, 'mcp-param-deep-on'],
  ])('%j with %j', (args, sent: Record<string, string>, wrong) => {
    expect(paramMismatch(headerParamsOf(schema), args, (name) => sent[name])).toBe(wrong);
  });
});
