import { describe, expect, it } from 'vitest';
import { partAt, partBeside } from '../../../../src/lib/agents/changes/leaves.ts';
import type { Json } from '../../../../src/lib/base/kernel/json.ts';

const value = { a: { x: 1, y: [2] }, b: 'text', c: {} };

describe('partAt', () => {
  it.each<[string[][], Json]>([
    [[], {}],
    [[['none']], {}],
    [[['a', 'x']], { a: { x: 1 } }],
    [[['a']], { a: value.a }],
    [[['b', 'deeper']], { b: 'text' }],
    [[['a', 'y'], ['c']], { a: { y: [2] }, c: {} }],
    [[[]], value],
  ])('%j', (paths, part) => {
    expect(partAt(value, paths)).toEqual(part);
  });
});

describe('partBeside', () => {
  it.each<[string[][], Json | undefined]>([
    [[], value],
    [[['none']], value],
    [[['a', 'x']], { a: { y: [2] }, b: 'text', c: {} }],
    [
      [
        ['a', 'x'],
        ['a', 'y'],
      ],
      { b: 'text', c: {} },
    ],
    [[['a'], ['b'], ['c']], undefined],
    [[[]], undefined],
  ])('%j', (paths, part) => {
    expect(partBeside(value, paths)).toEqual(part);
  });
});
