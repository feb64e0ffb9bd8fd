/** Edits of our own configuration: comments and layout stay, `remove` undoes `set`. */
import { describe, expect, test } from 'vitest';
import type { KeyPath } from '../../../../../src/lib/base/formats/format.ts';
import { EditRefused, UnparseableError } from '../../../../../src/lib/base/formats/format.ts';
import {
  parseYaml,
  removeListItem,
  setListItem,
  yaml,
} from '../../../../../src/lib/base/formats/yaml/index.ts';
import { type Json, valueAt } from '../../../../../src/lib/base/kernel/json.ts';

const CONFIG = `# nerve configuration
hub:
  url: http://127.0.0.1:4590/mcp   # where the hub listens
  port: 4590
workspace: ~/nerve-workspace

external_agents:
  enabled: true
  conflict_policy: backup # or skip
  targets:
    # the first one
    - name: codex
      enabled: true # on
    - name: claude-code
      enabled: false

  # behind the list
env: {}
empty_list: []
note: |
  two
  lines

"quoted key": 'single'
nothing:
`;

const BLOCK_SEEDS: readonly (readonly [string, string])[] = [
  ['plain', CONFIG],
  ['CRLF', CONFIG.replaceAll('\n', '\r\n')],
  ['BOM', `\uFEFF${CONFIG}`],
  ['no final newline', CONFIG.trimEnd()],
  ['no final newline, CRLF', CONFIG.trimEnd().replaceAll('\n', '\r\n')],
  [
    'list in the column of its key',
    'external_agents:\n  targets:\n  - name: a\n  -   name: b\n      x: 1\nhub:\n    url: x\n',
  ],
  ['empty', ''],
  ['only comments', '# nothing\n# here\n'],
  ['only a BOM', '\uFEFF'],
  ['start marker', '---\nhub:\n  url: x\n'],
];

const SETS: readonly (readonly [KeyPath, Json])[] = [
  [['hub', 'token_env'], 'NERVE_TOKEN'],
  [['env', 'A'], { b: ['c', { d: 'multi\nline: # "text"' }], e: {} }],
  [['new', 'deep', 'path'], 1],
  [['top'], ['yes', 'no', '1', null, true, 1.5, '']],
  [['external_agents', 'sync_interval_minutes'], 15],
  [['hub', '__proto__'], { x: 'y'.repeat(200) }],
];

describe.each(BLOCK_SEEDS)('%s', (_, text) => {
  const data = parseYaml(text);

  test.each(SETS)('set %j, then remove', (path, value) => {
    const after = yaml.set(text, path, value);
    expect(valueAt(parseYaml(after), path)).toEqual(value);
    expect(yaml.set(after, path, value)).toBe(after);
    const created = path.findIndex((_step, at) => valueAt(data, path.slice(0, at + 1)) === undefined);
    expect(yaml.remove(after, path.slice(0, created + 1))).toBe(text);
  });

  test.each([[['external_agents', 'targets']], [['empty_list']], [['brand', 'list']]])(
    'list items in %j',
    (path) => {
      const one = setListItem(text, path, 'name', 'cursor', { enabled: true, args: ['x'] });
      expect(valueAt(parseYaml(one), path)).toContainEqual({ name: 'cursor', enabled: true, args: ['x'] });
      expect(setListItem(one, path, 'name', 'cursor', { enabled: true })).toBe(one);
      const member = yaml.addMember(text, path, 'member');
      expect(yaml.addMember(member, path, 'member')).toBe(member);
      if (valueAt(data, path) === undefined) return;
      expect(removeListItem(one, path, 'name', 'cursor')).toBe(text);
      expect(yaml.removeMember(member, path, 'member')).toBe(text);
    },
  );

  test('what is not there is not removed, and what is there is not written again', () => {
    expect(yaml.set(text, [], data)).toBe(text);
    expect(yaml.remove(text, ['no', 'such'])).toBe(text);
    expect(yaml.removeMember(text, ['none'], 'x')).toBe(text);
    expect(removeListItem(text, ['none'], 'name', 'x')).toBe(text);
  });

  test('each key of the root can be removed', () => {
    for (const key of Object.keys(data)) {
      const { [key]: _gone, ...rest } = data;
      expect(parseYaml(yaml.remove(text, [key]))).toEqual(rest);
    }
  });
});

test.each([
  ['hub', 'url', 'http://[::1]/', 'url: http://127.0.0.1:4590/mcp', 'url: http://[::1]/'],
  ['hub', 'port', 1, 'port: 4590', 'port: 1'],
  ['external_agents', 'conflict_policy', 'skip', 'backup', 'skip'],
])('replaces %s.%s in place', (section, key, value, from, to) => {
  expect(yaml.set(CONFIG, [section, key], value)).toBe(CONFIG.replace(from, to));
});

test('replaces values of other shapes', () => {
  expect(yaml.set(CONFIG, ['note'], 'one')).toBe(CONFIG.replace('note: |\n  two\n  lines\n', 'note: one\n'));
  expect(yaml.set(CONFIG, ['nothing'], 'x')).toBe(CONFIG.replace('nothing:', 'nothing: x'));
  expect(yaml.set(CONFIG, ['workspace'], { a: [1] })).toBe(
    CONFIG.replace('workspace: ~/nerve-workspace\n', 'workspace:\n  a:\n    - 1\n'),
  );
  expect(yaml.set(CONFIG, ['hub'], 1)).toContain('\nhub: 1\nworkspace');
});

test('a list item is changed where it stands', () => {
  const path = ['external_agents', 'targets'];
  expect(setListItem(CONFIG, path, 'name', 'codex', { enabled: false })).toBe(
    CONFIG.replace('true # on', 'false # on'),
  );
  expect(setListItem(CONFIG, path, 'name', 'codex', { bundle: 'a' })).toBe(
    CONFIG.replace('enabled: true # on\n', 'enabled: true # on\n      bundle: a\n'),
  );
  expect(removeListItem(CONFIG, path, 'name', 'claude-code')).toBe(
    CONFIG.replace('    - name: claude-code\n      enabled: false\n', ''),
  );
  const none = removeListItem(removeListItem(CONFIG, path, 'name', 'codex'), path, 'name', 'claude-code');
  expect(valueAt(parseYaml(none), path)).toEqual([]);
});

test.each([
  ['flow mapping', 'a: {x: 1, y: [1, 2]} # one\nb: 2\n', ['a', 'z'], 3],
  ['flow root', '{a: 1}', ['b'], { c: 1 }],
  ['empty flow root', '{}\n', ['b'], { c: 1 }],
  ['anchor on the mapping', 'a: &x\n  b: 1\nc: 2\n', ['a', 'd'], 4],
])('%s is edited, comments kept', (_, text, path, value) => {
  const after = yaml.set(text, path, value);
  expect(valueAt(parseYaml(after), path)).toEqual(value);
  expect(after.includes('# one')).toBe(text.includes('# one'));
  expect(parseYaml(yaml.remove(after, path))).toEqual(parseYaml(text));
});

test('flow style is spliced too', () => {
  expect(yaml.set('a: {x: 1} # one\n', ['a', 'y'], ['p q', 'r'])).toBe('a: {x: 1, y: ["p q", r]} # one\n');
  expect(yaml.set('a: {x: 1, y: 2}\n', ['a', 'x'], 'no')).toBe('a: {x: no, y: 2}\n');
  expect(yaml.remove('a: { x: 1, y: 2 }\n', ['a', 'x'])).toBe('a: { y: 2 }\n');
  expect(yaml.addMember('a: [x]\n', ['a'], 'true')).toBe('a: [x, "true"]\n');
  expect(yaml.removeMember('a: [x, y]\n', ['a'], 'y')).toBe('a: [x]\n');
});

test('the first key of a list item can be merged over', () => {
  expect(setListItem('l:\n  - name: a\n', ['l'], 'name', 'a', { x: 1 })).toBe('l:\n  - name: a\n    x: 1\n');
});

test.each([
  ['a value shared by an alias', () => yaml.set('a: &x\n  k: 1\nb: *x\n', ['a', 'k'], 2)],
  ['a path through an alias', () => yaml.set('a: &x\n  k: 1\n  j: 1\nb: *x\n', ['b', 'k'], 2)],
  ['an anchor in use', () => yaml.remove('a: &x 1\nb: *x\n', ['a'])],
  ['a step that is a string', () => yaml.set('a: s\n', ['a', 'b'], 1)],
  ['a root that is a list', () => yaml.set('- 1\n', ['a'], 1)],
  ['members of a mapping', () => yaml.addMember('a: {}\n', ['a'], 'x')],
  ['the root', () => yaml.remove('a: 1\n', [])],
])('refused: %s', (_, run) => {
  expect(run).toThrow(Error);
  try {
    run();
  } catch (error) {
    expect(error instanceof EditRefused || error instanceof UnparseableError).toBe(true);
  }
});

const BOMB = `a: &a [${'x,'.repeat(9)}]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
  .map((name, at) => `${name}: &${name} [${`*${'abcdefgh'[at]},`.repeat(9)}]\n`)
  .join('')}`;

test.each([
  ['duplicate keys', 'a: 1\nb: 2\na: 3\n', 3, 1],
  ['an open flow list', 'a: 1\nb: [1\n', 3, 1],
  ['two documents', 'a: 1\n---\nb: 2\n', 2, 1],
  ['a tab as indentation', 'a:\n\tb: 1\n', 2, 1],
  ['an unknown tag', 'a: !secret x\n', 1, 4],
  ['a list as root', '- 1\n', 1, 1],
  ['an alias bomb', BOMB, 2, 8],
  ['an alias without anchor', 'a: *x\n', 1, 4],
  ['a mapping as key', '? {a: 1}\n: 2\n', 1, 3],
])('cannot be read: %s', (_, text, line, column) => {
  let error: unknown;
  try {
    parseYaml(text);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(UnparseableError);
  expect([(error as UnparseableError).line, (error as UnparseableError).column]).toEqual([line, column]);
});

test.each([
  ['flow', `a: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`],
  ['open flow', `a: ${'['.repeat(100_000)}`],
  ['dashes', `a:\n${'- '.repeat(10_000)}x\n`],
  ['600 levels', `a: ${'['.repeat(600)}${']'.repeat(600)}\n`],
])('deep nesting is an error, not an overflow: %s', (_, text) => {
  expect(() => parseYaml(text)).toThrow(UnparseableError);
});

test.each([
  'a: !Hunter2Hunter2 x',
  'a: *Hunter2Hunter2',
  'a: |Hunter2Hunter2',
  'a: "x" Hunter2Hunter2',
  'a: [x] Hunter2Hunter2',
  'a: b\nHunter2Hunter2',
])('the error for %j does not quote the file', (text) => {
  expect(() => parseYaml(text)).toThrow(UnparseableError);
  expect(() => parseYaml(text)).not.toThrow(/Hunter2/);
});

test('plain data', () => {
  expect(parseYaml('1: a\ntrue: b\n2025-01-01: 2025-01-01\n__proto__: {x: 1}\n')).toEqual(
    JSON.parse('{"1": "a", "true": "b", "2025-01-01": "2025-01-01", "__proto__": {"x": 1}}'),
  );
  expect(parseYaml('# only\n')).toEqual({});
});

test('the snippet is a document of its own', () => {
  const text = yaml.snippet(['hub', 'list'], [{ a: 'x: y' }]);
  expect(text).toBe('hub:\n  list:\n    - a: "x: y"');
  expect(parseYaml(text)).toEqual({ hub: { list: [{ a: 'x: y' }] } });
});

test.each([
  ['key: # mine\nb: 1\n', 'key: # mine\n  x: 1\nb: 1\n'],
  ['key: ~ # mine\nb: 1\n', 'key: # mine\n  x: 1\nb: 1\n'],
  ['key: null # mine', 'key: # mine\n  x: 1'],
  ['key:\r\n\r\n# below\r\nb: 1\r\n', 'key:\r\n  x: 1\r\n\r\n# below\r\nb: 1\r\n'],
])('fills an empty key and keeps the comment beside it: %j', (text, after) => {
  expect(yaml.set(text, ['key'], { x: 1 })).toBe(after);
});
