/** Which era serves a request. */
import { describe, expect, test } from 'vitest';
import { eraOf } from '../../../../src/lib/protocols/mcp/era.ts';
import { claimsModern } from '../../../../src/lib/protocols/mcp/versions.ts';

describe('eraOf', () => {
  const claim = { _meta: { 'io.modelcontextprotocol/protocolVersion': '2025-11-25' } };
  const part = { _meta: { 'io.modelcontextprotocol/clientCapabilities': {} } };
  test.each([
    ['tools/list', {}, undefined, 'legacy'],
    ['tools/list', {}, '2025-11-25', 'legacy'],
    ['tools/list', {}, '2026-07-28', 'modern'],
    ['tools/list', {}, '2031-01-01', 'modern'],
    ['tools/list', {}, 'v999', 'modern'],
    ['tools/list', claim, undefined, 'modern'],
    ['tools/list', part, undefined, 'modern'],
    ['tools/list', { _meta: 'x' }, undefined, 'legacy'],
    ['initialize', {}, '2026-07-28', 'legacy'],
    ['initialize', claim, undefined, 'modern'],
  ])('%s with %j and the header %s is %s', (method, params, header, era) => {
    expect(eraOf({ method, params }, header)).toBe(era);
  });

  test('a version is a claim from 2026 on', () => {
    expect(['2024-11-05', '2025-12-31', undefined, '1.0'].some(claimsModern)).toBe(false);
  });
});
