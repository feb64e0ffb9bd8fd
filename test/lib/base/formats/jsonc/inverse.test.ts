/** Every edit on every seed and on generated documents: idempotent, minimal, and undone to the same bytes. */
import { describe, expect, test } from 'vitest';
import { countLines } from '../../../../../src/lib/base/formats/diff.ts';
import type { KeyPath } from '../../../../../src/lib/base/formats/format.ts';
import { jsonc } from '../../../../../src/lib/base/formats/jsonc/index.ts';
import { isObject, type Json, type JsonObject, valueAt } from '../../../../../src/lib/base/kernel/json.ts';
import { oddDocument, random, seeds } from './seeds.ts';

const ENTRY = {
  type: 'http',
  url: 'https://hub.example.com/mcp',
  headers: { Authorization: 'Bearer x' },
  args: ['a', 'b'],
};

const SETS: readonly (readonly [KeyPath, Json])[] = [
  [['mcpServers', 'nerve'], ENTRY],
  [['env', 'NERVE_TOKEN'], 'secret'],
  [['hooks', 'SessionStart'], [{ hooks: [{ type: 'command', command: 'nerve' }] }]],
  [['brand', 'new', 'path'], 1],
  [['top'], null],
  [['permissions', 'nerve'], {}],
  [['permissions', 'none'], []],
  [['__proto__x', '__proto__'], { __proto__x: 1 }],
  [['mcpServers', 'constructor'], { toString: 'x' }],
];

const MEMBERS: readonly KeyPath[] = [
  ['permissions', 'allow'],
  ['permissions', 'deny'],
  ['permissions', 'ask'],
  ['brand', 'list'],
];

/** The part of `path` that an edit would create first: what has to be removed to undo it. */
function outermost(data: JsonObject, path: KeyPath): KeyPath {
  const known = path.findIndex((_, index) => valueAt(data, path.slice(0, index + 1)) === undefined);
  return known < 0 ? path : path.slice(0, known + 1);
}

function blocked(data: JsonObject, path: KeyPath): boolean {
  return path.some((_, index) => {
    const value = valueAt(data, path.slice(0, index));
    return value !== undefined && !isObject(value);
  });
}

describe.each(seeds())('%s', (_, text) => {
  const data = jsonc.parse(text);

  test.each(SETS.filter(([path]) => !blocked(data, path)))('set %j, then remove', (path, value) => {
    expect(valueAt(data, path)).toBeUndefined();
    const after = jsonc.set(text, path, value);
    expect(valueAt(jsonc.parse(after), path)).toEqual(value);
    expect(jsonc.set(after, path, value)).toBe(after);
    expect(countLines(text, after).removed).toBeLessThanOrEqual(2);
    expect(jsonc.remove(after, outermost(data, path))).toBe(text);
  });

  test.each(MEMBERS.filter((path) => !blocked(data, path)))('add member to %j %j, then remove', (...path) => {
    const after = jsonc.addMember(text, path, 'mcp__nerve');
    expect(valueAt(jsonc.parse(after), path)).toContain('mcp__nerve');
    expect(jsonc.addMember(after, path, 'mcp__nerve')).toBe(after);
    expect(countLines(text, after).removed).toBeLessThanOrEqual(2);
    const existed = valueAt(data, path) !== undefined;
    const before = existed
      ? jsonc.removeMember(after, path, 'mcp__nerve')
      : jsonc.remove(after, outermost(data, path));
    expect(before).toBe(text);
  });

  test('what is not there is not removed, and what is there is not written again', () => {
    expect(jsonc.remove(text, ['no', 'such', 'key'])).toBe(text);
    expect(jsonc.removeMember(text, ['no', 'such'], 'x')).toBe(text);
    expect(jsonc.set(text, [], data)).toBe(text);
  });

  test('each key of the root can be removed alone', () => {
    for (const key of Object.keys(data)) {
      const rest = jsonc.parse(jsonc.remove(text, [key]));
      expect(Object.keys(rest).sort()).toEqual(
        Object.keys(data)
          .filter((name) => name !== key)
          .sort(),
      );
    }
  });
});

/** Paths of all objects and of all arrays that can be reached through objects. */
function containers(value: Json, path: KeyPath = []): { objects: KeyPath[]; arrays: KeyPath[] } {
  if (Array.isArray(value)) return { objects: [], arrays: [path] };
  if (!isObject(value)) return { objects: [], arrays: [] };
  const inner = Object.entries(value).map(([key, item]) => containers(item, [...path, key]));
  return {
    objects: [path, ...inner.flatMap((all) => all.objects)],
    arrays: inner.flatMap((all) => all.arrays),
  };
}

test.each(Array.from({ length: 400 }, (_, seed) => seed))(
  'generated document %i: edits are undone to the same bytes',
  (seed) => {
    const text = oddDocument(random(seed));
    const data = jsonc.parse(text);
    const { objects, arrays } = containers(data);
    for (const path of objects) {
      const one = jsonc.set(text, [...path, 'new'], { x: [1, { y: 2 }], z: {} });
      expect(jsonc.set(one, [...path, 'new'], { z: {} })).toBe(one);
      expect(jsonc.remove(one, [...path, 'new'])).toBe(text);
      const two = jsonc.set(text, path, { n1: 1, n2: [2] });
      expect(jsonc.remove(jsonc.remove(two, [...path, 'n1']), [...path, 'n2'])).toBe(text);
      expect(jsonc.remove(jsonc.remove(two, [...path, 'n2']), [...path, 'n1'])).toBe(text);
      for (const key of Object.keys(valueAt(data, path) ?? {})) {
        const without = jsonc.remove(text, [...path, key]);
        expect(valueAt(jsonc.parse(without), [...path, key])).toBeUndefined();
        expect(valueAt(jsonc.parse(jsonc.set(text, [...path, key], 'now')), [...path, key])).toBe('now');
      }
    }
    for (const path of arrays) {
      const added = jsonc.addMember(text, path, 'new');
      expect(jsonc.removeMember(added, path, 'new')).toBe(text);
      expect(valueAt(jsonc.parse(jsonc.removeMember(text, path, 'm')), path)).not.toContain('m');
    }
  },
);
