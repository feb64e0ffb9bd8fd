/** Broken files and edits that must be refused. */
import { describe, expect, test } from 'vitest';
import { EditRefused, UnparseableError } from '../../../../../src/lib/base/formats/format.ts';
import { jsonc } from '../../../../../src/lib/base/formats/jsonc/index.ts';
import { seeds } from './seeds.ts';

const PLACES: Readonly<Record<string, readonly [number, number]>> = {
  'bad-escape.json': [1, 8],
  'bare-key.json': [2, 3],
  'double-comma.json': [2, 10],
  'leading-zero.json': [1, 9],
  'merge-markers.json': [2, 1],
  'missing-brace.json': [5, 1],
  'missing-comma.json': [3, 3],
  'only-comment.jsonc': [2, 1],
  'open-comment.jsonc': [2, 10],
  'open-string.json': [2, 8],
  'root-array.json': [1, 1],
  'single-quotes.json': [2, 3],
  'two-roots.json': [2, 1],
};

function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe.each(seeds('invalid'))('%s', (name, text) => {
  test('says where', () => {
    const error = thrown(() => jsonc.parse(text));
    expect(error).toBeInstanceOf(UnparseableError);
    expect([(error as UnparseableError).line, (error as UnparseableError).column]).toEqual(PLACES[name]);
  });

  test('is not edited', () => {
    const kind = name === 'root-array.json' ? EditRefused : UnparseableError;
    expect(() => jsonc.set(text, ['a'], 1)).toThrow(kind);
    expect(() => jsonc.remove(text, ['a'])).toThrow(kind);
    expect(() => jsonc.addMember(text, ['a'], 'x')).toThrow(kind);
    expect(() => jsonc.removeMember(text, ['a'], 'x')).toThrow(kind);
  });
});

test('a BOM does not move the column', () => {
  expect(thrown(() => jsonc.parse('\uFEFF{ x }'))).toMatchObject({ line: 1, column: 3 });
});

test.each([
  ['a step that is a string', () => jsonc.set('{"a": "s"}', ['a', 'b'], 1), 'a is a string, not an object'],
  [
    'a step that is an array',
    () => jsonc.set('{"a": {"b c": [1]}}', ['a', 'b c', 'd'], 1),
    'a."b c" is an array, not an object',
  ],
  ['a step that is null', () => jsonc.remove('{"a": null}', ['a', 'b']), 'a is null, not an object'],
  ['a member of an object', () => jsonc.addMember('{"a": {}}', ['a'], 'x'), 'a is an object, not an array'],
  [
    'a member from a string',
    () => jsonc.removeMember('{"a": "x"}', ['a'], 'x'),
    'a is a string, not an array',
  ],
  ['a scalar as root', () => jsonc.set('{}', [], 1), 'the root cannot become a number'],
  ['removing the root', () => jsonc.remove('{}', []), 'the root cannot be removed'],
  ['a member of the root', () => jsonc.addMember('{}', [], 'x'), 'the root is an object, not an array'],
  [
    'a number that JSON does not have',
    () => jsonc.set('{}', ['a'], Number.NaN),
    'a value of the kind number',
  ],
  [
    'a value that JSON does not have',
    () => jsonc.set('{}', ['a'], undefined as never),
    'a value of the kind undefined',
  ],
  ['a path of 10,000 steps', () => jsonc.set('{}', Array(10_000).fill('a'), 1), 'longer than 500'],
  ['too many duplicates', () => jsonc.remove(`{${'"a":1,'.repeat(500)}"b":1}`, ['a']), 'more than 100'],
])('refused: %s', (_, run, reason) => {
  const error = thrown(run);
  expect(error).toBeInstanceOf(EditRefused);
  expect((error as Error).message).toContain(reason);
});

test('nesting that could overflow the stack is an error with its place', () => {
  const deep = `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
  expect(thrown(() => jsonc.parse(deep))).toMatchObject({ name: 'UnparseableError', line: 1, column: 505 });
  expect(() => jsonc.parse(`{"a":${'{"a":'.repeat(100_000)}`)).toThrow(UnparseableError);
  let value: unknown = 1;
  for (let at = 0; at < 10_000; at += 1) value = [value];
  expect(() => jsonc.set('{}', ['a'], value as never)).toThrow(EditRefused);
  const near = `{"a":${'['.repeat(450)}${']'.repeat(450)}}`;
  expect(jsonc.remove(jsonc.set(near, ['b'], 1), ['b'])).toBe(near);
});
