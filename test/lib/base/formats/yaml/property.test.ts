/** Generated YAML documents of mixed styles: every addition is undone to the same bytes. */
import { expect, test } from 'vitest';
import type { KeyPath } from '../../../../../src/lib/base/formats/format.ts';
import {
  parseYaml,
  removeListItem,
  setListItem,
  yaml,
} from '../../../../../src/lib/base/formats/yaml/index.ts';
import { isObject, type Json, valueAt } from '../../../../../src/lib/base/kernel/json.ts';
import { random } from '../jsonc/seeds.ts';

const VALUES = [
  '1',
  'x',
  '"q: 1"',
  "'s'",
  '',
  '~',
  'x # c',
  '|\n@  line\n@  two',
  '>-\n@  f\n@  g',
  '{}',
  '[]',
  '{a: 1}',
  '{ a: 1, b: [x] } # c',
  '[1, 2,]',
];

function oddYaml(next: () => number, depth = 0, indent = ''): string {
  let text = '';
  for (const key of 'abc'.slice(0, 1 + Math.floor(next() * 3))) {
    if (next() < 0.2) text += `${indent}# comment\n`;
    if (next() < 0.1) text += '\n';
    const kind = next();
    if (depth < 3 && kind < 0.35) {
      text += `${indent}${key}:${next() < 0.2 ? ' # c' : ''}\n${oddYaml(next, depth + 1, indent + (next() < 0.5 ? '  ' : '    '))}`;
    } else if (kind < 0.5) {
      const column = indent + (next() < 0.5 ? '' : '  ');
      text += `${indent}${key}:\n${column}- name: n0\n${column}  v: 1${next() < 0.3 ? ' # x' : ''}\n${column}-   m1\n`;
    } else {
      const value = VALUES[Math.floor(next() * VALUES.length)] ?? '';
      text += `${indent}${key}:${value === '' ? '' : ' '}${value.replaceAll('@', indent)}\n`;
    }
  }
  if (depth > 0) return text;
  const ended = next() < 0.2 ? text.trimEnd() : text;
  return next() < 0.2 ? ended.replaceAll('\n', '\r\n') : ended;
}

function collections(value: Json, path: KeyPath = []): { maps: KeyPath[]; lists: KeyPath[] } {
  if (Array.isArray(value)) return { maps: [], lists: [path] };
  if (!isObject(value)) return { maps: [], lists: [] };
  const inner = Object.entries(value).map(([key, item]) => collections(item, [...path, key]));
  return { maps: [path, ...inner.flatMap((all) => all.maps)], lists: inner.flatMap((all) => all.lists) };
}

test.each(Array.from({ length: 200 }, (_, seed) => seed))('generated document %i', (seed) => {
  const text = oddYaml(random(seed));
  const data = parseYaml(text);
  const { maps, lists } = collections(data);
  for (const path of maps) {
    const added = yaml.set(text, [...path, 'new'], { x: [1, { y: 'a: b' }] });
    expect(yaml.remove(added, [...path, 'new'])).toBe(text);
    for (const key of Object.keys(valueAt(data, path) ?? {})) {
      expect(valueAt(parseYaml(yaml.remove(text, [...path, key])), [...path, key])).toBeUndefined();
      for (const value of ['now', [1], {}]) yaml.set(text, [...path, key], value);
    }
  }
  for (const path of lists) {
    expect(removeListItem(setListItem(text, path, 'name', 'new', { q: 1 }), path, 'name', 'new')).toBe(text);
    expect(yaml.removeMember(yaml.addMember(text, path, 'new'), path, 'new')).toBe(text);
    setListItem(text, path, 'name', 'n0', { v: 2, w: 3 });
    removeListItem(text, path, 'name', 'n0');
  }
});
