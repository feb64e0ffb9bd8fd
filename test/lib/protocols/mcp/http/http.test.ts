/** Which URLs are those of the endpoint. */
import { expect, test } from 'vitest';
import { isEndpoint } from '../../../../../src/lib/protocols/mcp/http/http.ts';

test.each([
  ['/mcp/v1', true],
  ['/mcp/v1/', true],
  ['/mcp/v1?a=b', true],
  ['/mcp/v1/?a=b', true],
  ['/mcp/v10', false],
  ['/mcp/v1/x', false],
  ['/mcp', false],
  [undefined, false],
])('isEndpoint %s', (url, is) => {
  expect(isEndpoint(url, '/mcp/v1')).toBe(is);
});
