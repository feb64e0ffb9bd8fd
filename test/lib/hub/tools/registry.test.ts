import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SCOPE_NAMES } from '../../../../src/lib/base/auth/scopes.ts';
import { allTools } from '../../../../src/lib/hub/tools/all.ts';
import { createRegistry } from '../../../../src/lib/hub/tools/registry.ts';
import { defineTool, type ToolSpec } from '../../../../src/lib/hub/tools/tool.ts';

const tool = (name: string, effect: 'read' | 'write' = 'read') =>
  defineTool({
    name,
    title: name,
    description: name,
    scope: effect === 'read' ? 'read' : 'tasks',
    effect,
    input: z.strictObject({ a: z.string(), b: z.int().default(3) }),
    run: async () => ({ text: '' }),
  });

describe('createRegistry', () => {
  it('lists what the scopes allow, always in the same order', () => {
    const registry = createRegistry([tool('b'), tool('a', 'write'), tool('c')]);
    expect(registry.list(['read']).map(({ name }) => name)).toEqual(['b', 'c']);
    expect(registry.list(['tasks', 'read']).map(({ name }) => name)).toEqual(['b', 'a', 'c']);
    expect(registry.list([])).toEqual([]);
  });

  it('describes closed schemas, and lets a key make a write safe to repeat', () => {
    const [read, write] = createRegistry([tool('r'), tool('w', 'write')]).list(['read', 'tasks']);
    expect(read?.inputSchema).toEqual({
      type: 'object',
      properties: {
        a: { type: 'string' },
        b: { type: 'integer', default: 3, minimum: expect.any(Number), maximum: expect.any(Number) },
      },
      required: ['a'],
      additionalProperties: false,
    });
    expect(read?.annotations).toMatchObject({
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
    });
    expect(Object.keys(write?.inputSchema.properties ?? {})).toContain('idempotency_key');
    expect(write?.annotations).toMatchObject({ readOnlyHint: false, idempotentHint: false });
  });

  it.each(['read', 'write'] as const)('publishes what the schema of a %s says beyond its types', (effect) => {
    const input = z
      .strictObject({ region: z.string().meta({ 'x-mcp-header': 'Region' }), place: z.string().optional() })
      .meta({ $schema: 'https://json-schema.org/draft/2020-12/schema', allOf: [{ required: ['place'] }] });
    const registry = createRegistry([{ ...tool('a', effect), input } as ToolSpec]);
    expect(registry.list(['read', 'tasks'])[0]?.inputSchema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      properties: { region: { type: 'string', 'x-mcp-header': 'Region' } },
      required: ['region'],
      allOf: [{ required: ['place'] }],
    });
    expect(registry.headerParams('a')).toEqual([{ header: 'mcp-param-region', path: ['region'] }]);
  });

  it('knows no headers of what it does not have', () => {
    const registry = createRegistry([tool('a')]);
    expect([registry.headerParams('a'), registry.headerParams('b')]).toEqual([[], undefined]);
  });

  it.each(['Upper', 'with-dash', '1st', 'x'.repeat(53), ''])('takes no tool called %j', (name) => {
    expect(() => createRegistry([tool(name)])).toThrow('cannot be called');
  });

  it('takes no name twice', () => {
    expect(() => createRegistry([tool('a'), tool('a')])).toThrow('cannot be called');
  });
});

describe('the tools of the hub', () => {
  const tools = createRegistry(allTools).list(SCOPE_NAMES);

  it('are all in the registry', () => expect(tools.length).toBe(allTools.length));

  it.each(tools.map((one) => [one.name, one] as const))('%s is closed, explained and bounded', (_, one) => {
    expect(one.inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(one.description?.length).toBeLessThan(600);
    for (const [name, schema] of Object.entries(one.inputSchema.properties ?? {})) {
      expect([name, (schema as { description?: string }).description]).toEqual([name, expect.any(String)]);
      if ((schema as { default?: unknown }).default !== undefined)
        expect(one.inputSchema.required ?? []).not.toContain(name);
    }
  });
});
