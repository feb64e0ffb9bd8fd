/** Exact texts before and after edits, comments and odd layouts included. */
import { describe, expect, test } from 'vitest';
import { jsonc } from '../../../../../src/lib/base/formats/jsonc/index.ts';
import { seeds } from './seeds.ts';

const SET: readonly (readonly [string, string, string, unknown, string])[] = [
  ['replaces a leaf in place', '{ "a" : 1 /* x */, "b": 2 }', 'a', 'y', '{ "a" : "y" /* x */, "b": 2 }'],
  ['keeps a leaf of equal meaning', '{ "a": 1.0, "b": "\\u0061" }', 'b', 'a', '{ "a": 1.0, "b": "\\u0061" }'],
  [
    'copies tabs',
    '{\n\t"a": {\n\t\t"x": 1\n\t}\n}',
    'b',
    { y: [1] },
    '{\n\t"a": {\n\t\t"x": 1\n\t},\n\t"b": {\n\t\t"y": [\n\t\t\t1\n\t\t]\n\t}\n}',
  ],
  [
    'copies four spaces',
    '{\n    "a": 1\n}\n',
    'b',
    { y: 1 },
    '{\n    "a": 1,\n    "b": {\n        "y": 1\n    }\n}\n',
  ],
  [
    'copies CRLF',
    '{\r\n  "a": 1\r\n}\r\n',
    'b',
    { y: 1 },
    '{\r\n  "a": 1,\r\n  "b": {\r\n    "y": 1\r\n  }\r\n}\r\n',
  ],
  ['stays on one line', '{"a":1,"b":[1,2]}', 'c', { y: [1, 2] }, '{"a":1,"b":[1,2],"c":{"y":[1,2]}}'],
  ['puts the comma before the comment', '{\n  "a": 1 // one\n}', 'b', 2, '{\n  "a": 1, // one\n  "b": 2\n}'],
  ['keeps a trailing comma', '{\n  "a": 1, // one\n}', 'b', 2, '{\n  "a": 1, // one\n  "b": 2,\n}'],
  ['leaves an array comma style', '{ "a": ["x",] }', 'a', ['x', 'y'], '{ "a": ["x", "y"] }'],
  ['grows an empty root', '{}\n', 'a', 1, '{\n  "a": 1\n}\n'],
  ['grows a nested empty object', '{\n  "o": {}\n}', 'o', { a: 1 }, '{\n  "o": {\n    "a": 1\n  }\n}'],
  ['fills a nested empty object on its line', '{ "o": {} }', 'o', { a: 1 }, '{ "o": {"a": 1} }'],
  ['fills a blank file', '', 'a', { b: 1 }, '{\n  "a": {\n    "b": 1\n  }\n}\n'],
  ['fills a blank CRLF file', '\uFEFF \r\n', 'a', 1, '\uFEFF{\r\n  "a": 1\r\n}\r\n'],
  [
    'merges leaf by leaf',
    '{ "o": { "x": 1, "y": { "z": 2 } } }',
    'o',
    { y: { z: 3, w: 4 }, v: 5 },
    '{ "o": { "x": 1, "y": { "z": 3, "w": 4 }, "v": 5 } }',
  ],
  ['replaces a scalar by an object', '{\n  "o": null\n}', 'o', { a: 1 }, '{\n  "o": {\n    "a": 1\n  }\n}'],
  ['edits the last duplicate', '{ "a": 1, "a": 2 }', 'a', 3, '{ "a": 1, "a": 3 }'],
  ['writes big integers', '{}', 'n', 9007199254740993n, '{\n  "n": 9007199254740993\n}'],
];

test.each(SET)('set %s', (_, text, key, value, after) => {
  expect(jsonc.set(text, [key], value as never)).toBe(after);
});

const REMOVE: readonly (readonly [string, string, string, string])[] = [
  [
    'a line with its comment',
    '{\n  "a": 1, // one\n  "b": 2, // two\n  "c": 3 // three\n}',
    'b',
    '{\n  "a": 1, // one\n  "c": 3 // three\n}',
  ],
  [
    'the last line and the comma before',
    '{\n  "a": 1, // one\n  "b": 2 // two\n}',
    'b',
    '{\n  "a": 1 // one\n}',
  ],
  [
    'the first line',
    '{ // head\n  "a": 1,\n  // about b\n  "b": 2\n}',
    'a',
    '{ // head\n  // about b\n  "b": 2\n}',
  ],
  [
    'but not comments above',
    '{\n  "a": 1,\n  // about b\n  "b": 2\n  // the end\n}',
    'b',
    '{\n  "a": 1\n  // about b\n  // the end\n}',
  ],
  [
    'but not the comment of the next on the line',
    '{\n  "a": 1, /* b */ "b": 2\n}',
    'a',
    '{\n  /* b */ "b": 2\n}',
  ],
  [
    'but not the comment of the previous on the line',
    '{ "a": 1, /* a */ "b": 2 }',
    'b',
    '{ "a": 1 /* a */ }',
  ],
  ['but not the line break of a comment', '{ "a": 1, // one\n  "b": 2 }', 'b', '{ "a": 1 // one\n   }'],
  [
    'but not a comment between value and comma',
    '{\n  "a": 1\n  // keep\n  , "b": 2\n}',
    'a',
    '{\n  // keep\n   "b": 2\n}',
  ],
  ['the only one', '{\n  "a": 1 // one\n}\n', 'a', '{}\n'],
  ['the only one beside a comment', '{\n  // keep\n  "a": 1,\n}\n', 'a', '{\n  // keep\n}\n'],
  ['all duplicates', '{ "a": 1, "b": 2, "a": 3 }', 'a', '{ "b": 2 }'],
  ['in the middle of a line', '{ "a": 1, "b": 2, "c": 3 }', 'b', '{ "a": 1, "c": 3 }'],
  ['at the start of a compact line', '{"a":1,"b":2}', 'a', '{"b":2}'],
  ['and keeps a trailing comma', '{\n  "a": 1,\n  "b": 2,\n}', 'b', '{\n  "a": 1,\n}'],
];

test.each(REMOVE)('remove takes out %s', (_, text, key, after) => {
  expect(jsonc.remove(text, [key])).toBe(after);
});

test('members are added and removed in the style of the array', () => {
  const text = '{\n  "allow": [\n    "a", // first\n    "b" // second\n  ],\n  "one": ["a", "x", "a"]\n}\n';
  expect(jsonc.addMember(text, ['allow'], 'c')).toBe(
    text.replace('"b" // second', '"b", // second\n    "c"'),
  );
  expect(jsonc.addMember(text, ['allow'], 'b')).toBe(text);
  expect(jsonc.removeMember(text, ['allow'], 'a')).toBe(text.replace('    "a", // first\n', ''));
  expect(jsonc.removeMember(text, ['one'], 'a')).toBe(text.replace('["a", "x", "a"]', '["x"]'));
  expect(jsonc.removeMember(text, ['one'], 'none')).toBe(text);
});

describe('blank files', () => {
  test.each(seeds('blank'))('%s is an empty object', (_, text) => {
    expect(jsonc.parse(text)).toEqual({});
    expect(jsonc.remove(text, ['a'])).toBe(text);
    const after = jsonc.set(text, ['a', 'b'], 1);
    expect(jsonc.parse(after)).toEqual({ a: { b: 1 } });
    expect(after.startsWith('\uFEFF')).toBe(text.startsWith('\uFEFF'));
    expect(after.includes('\r\n')).toBe(text.includes('\r\n'));
    expect(jsonc.addMember(text, ['list'], 'm')).toContain('"list"');
  });
});

test('keys that objects inherit are plain keys', () => {
  const after = jsonc.set('{}', ['__proto__', 'polluted'], true);
  expect(JSON.parse(after)).toEqual(JSON.parse('{"__proto__": {"polluted": true}}'));
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  expect(jsonc.remove(after, ['__proto__'])).toBe('{}');
  expect(jsonc.remove('{ "a": 1 }', ['constructor'])).toBe('{ "a": 1 }');
  expect(jsonc.set('{ "a": 1 }', ['toString'], 'x')).toBe('{ "a": 1, "toString": "x" }');
});

test('the snippet is a document of its own', () => {
  const value = { type: 'http', args: ['a'], empty: {} };
  const text = jsonc.snippet(['mcpServers', 'nerve'], value);
  expect(JSON.parse(text)).toEqual({ mcpServers: { nerve: value } });
  expect(text).toBe(JSON.stringify({ mcpServers: { nerve: value } }, null, 2));
});

test('a file of 5 MB is edited', () => {
  const projects = Array.from({ length: 14_000 }, (_, at) => [
    `/home/dev/${at}`,
    { history: ['x'.repeat(300)], cost: at / 7 },
  ]);
  const text = `${JSON.stringify({ projects: Object.fromEntries(projects), mcpServers: {} }, null, 2)}\n`;
  expect(text.length).toBeGreaterThan(5_000_000);
  const after = jsonc.set(text, ['mcpServers', 'nerve'], { type: 'http' });
  expect(after.length).toBe(text.length + '\n    "nerve": {\n      "type": "http"\n    }\n  '.length);
  expect(jsonc.remove(after, ['mcpServers', 'nerve'])).toBe(text);
});
