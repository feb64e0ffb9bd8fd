import { describe, expect, it } from 'vitest';
import { fill, mergeObjects, shellCommand } from '../../../../src/lib/agents/sync/entry.ts';

const values = { url: 'http://h/mcp', token: 't$&o', helper: "/n/bin 'x'" };

describe('fill', () => {
  it.each([
    ['{url}', 'http://h/mcp'],
    ['Bearer {token}', 'Bearer t$&o'],
    ['{token}{token}', 't$&ot$&o'],
    ['{other} $NERVE_TOKEN', '{other} $NERVE_TOKEN'],
    [7, 7],
    [null, null],
    [
      ['{url}', { a: '{helper}', b: [true] }],
      ['http://h/mcp', { a: "/n/bin 'x'", b: [true] }],
    ],
  ])('%j', (value, expected) => {
    expect(fill(value, values)).toEqual(expected);
  });

  it('does not fill what a value brought', () => {
    expect(fill('{token}', { ...values, token: '{url}' })).toBe('{url}');
  });
});

describe('mergeObjects', () => {
  it('merges level by level, the later one wins, and changes nothing that it was given', () => {
    const first = { a: { x: 1, y: 1 }, b: [1], c: 1 };
    const merged = mergeObjects(first, { a: { y: 2, z: 2 }, b: [2] }, { c: { d: 3 } });
    expect(merged).toEqual({ a: { x: 1, y: 2, z: 2 }, b: [2], c: { d: 3 } });
    expect(first).toEqual({ a: { x: 1, y: 1 }, b: [1], c: 1 });
    expect(mergeObjects()).toEqual({});
  });
});

describe('shellCommand', () => {
  it.each([
    [
      ['/home/a/.nerve/bin/nerve', 'token', '--agent', 'codex'],
      'linux',
      '/home/a/.nerve/bin/nerve token --agent codex',
    ],
    [["/home/o'neil x/n", ''], 'linux', "'/home/o'\\''neil x/n' ''"],
    [['$(rm)', '`x`', 'a;b', '*'], 'darwin', "'$(rm)' '`x`' 'a;b' '*'"],
    [['C:\\Program Files\\n.cmd', 'a"b'], 'win32', '"C:\\Program Files\\n.cmd" "a""b"'],
  ] as const)('%j on %s', (words, platform, expected) => {
    expect(shellCommand(words, platform)).toBe(expected);
  });
});
