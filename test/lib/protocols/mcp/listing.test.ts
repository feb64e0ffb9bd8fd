/** Lists: pages, and what is kept of them. */
import { describe, expect, test } from 'vitest';
import { createModernEncoder } from '../../../../src/lib/protocols/mcp/encode.ts';
import { McpError } from '../../../../src/lib/protocols/mcp/errors.ts';
import { createListRenderer } from '../../../../src/lib/protocols/mcp/listing.ts';

describe('lists', () => {
  const renderer = createListRenderer({
    encodeModern: createModernEncoder({ name: 'n', version: '1' }),
    pageSize: 2,
    ttlMs: 9,
  });
  const tool = (name: string, more: object = {}) => ({ name, inputSchema: { type: 'object' }, ...more });
  const names = ['a', 'b', 'c', 'ü', 'e'].map((name) => tool(name));

  test('are cut into pages that follow each other', () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 3; page += 1) {
      const result = JSON.parse(renderer.render('legacy', 'tools', { items: names }, cursor));
      seen.push(...result.tools.map(({ name }: { name: string }) => name));
      cursor = result.nextCursor;
    }
    expect([seen, cursor]).toEqual([['a', 'b', 'c', 'ü', 'e'], undefined]);
  });

  test('go on behind the same item when others have come', () => {
    const { nextCursor } = JSON.parse(renderer.render('legacy', 'tools', { items: names }, undefined));
    const items = [tool('new'), ...names];
    expect(JSON.parse(renderer.render('modern', 'tools', { items }, nextCursor))).toMatchObject({
      tools: [{ name: 'c' }, { name: 'ü' }],
      ttlMs: 9,
      cacheScope: 'private',
    });
    const gone = names.slice(2);
    expect(() => renderer.render('legacy', 'tools', { items: gone }, nextCursor)).toThrow(McpError);
  });

  test('are made once for each key', () => {
    let made = 0;
    const listing = (cacheKey: string) => ({
      cacheKey,
      items: () => {
        made += 1;
        return names;
      },
    });
    const first = renderer.render('legacy', 'tools', listing('1'), undefined);
    expect(renderer.render('legacy', 'tools', listing('1'), undefined)).toBe(first);
    expect(made).toBe(1);
    renderer.render('modern', 'tools', listing('1'), undefined);
    renderer.render('legacy', 'tools', listing('2'), undefined);
    renderer.render('legacy', 'prompts', listing('1'), undefined);
    expect(made).toBe(4);
    for (let at = 0; at < 200; at += 1) renderer.render('legacy', 'tools', listing(`x${at}`), undefined);
    renderer.render('legacy', 'tools', listing('1'), undefined);
    expect(made).toBe(205);
  });

  test('that come as pages keep the cursors of their handler', () => {
    const listing = { page: [tool('a')], nextCursor: 'mine', ttlMs: 1, cacheScope: 'public' as const };
    expect(JSON.parse(renderer.render('modern', 'tools', listing, 'x'))).toMatchObject({
      nextCursor: 'mine',
      ttlMs: 1,
      cacheScope: 'public',
    });
  });

  test('of 2025 leave out output schemas that it does not know', () => {
    const items = [
      tool('a', { outputSchema: { type: 'array' } }),
      tool('b', { outputSchema: { type: 'object' } }),
    ];
    const { tools } = JSON.parse(renderer.render('legacy', 'tools', { items }, undefined));
    expect(tools).toEqual([tool('a'), items[1]]);
    expect(JSON.parse(renderer.render('modern', 'tools', { items }, undefined)).tools).toEqual(items);
  });
});
