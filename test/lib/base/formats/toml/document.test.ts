/** Reading: what is unparseable and where, what is data, and what must not break the reader. */
import { describe, expect, it } from 'vitest';
import { EditRefused, UnparseableError } from '../../../../../src/lib/base/formats/format.ts';
import { toml } from '../../../../../src/lib/base/formats/toml/index.ts';
import { readSeeds } from './seeds.ts';

function failure(text: string): unknown {
  try {
    toml.parse(text);
  } catch (error) {
    return error;
  }
  return undefined;
}

const POSITIONS: Record<string, [number, number]> = {
  'bare-value.toml': [1, 9],
  'dotted-and-header.toml': [2, 2],
  'duplicate-key.toml': [4, 1],
  'duplicate-table.toml': [7, 2],
  'integer-too-large.toml': [1, 13],
  'json.toml': [1, 1],
  'merge-conflict.toml': [1, 1],
  'missing-comma.toml': [2, 15],
  'multi-line-inline.toml': [3, 3],
  'new-escape.toml': [2, 7],
  'open-header.toml': [2, 20],
  'open-string.toml': [1, 13],
  'trailing-comma-inline.toml': [2, 16],
};

describe('invalid files', () => {
  const seeds = readSeeds('agents/codex/invalid');

  it('are all listed here', () => {
    expect(seeds.map((seed) => seed.name)).toEqual(Object.keys(POSITIONS));
  });

  it.each(seeds)('$name is unparseable at a known place, for every operation', ({ name, text }) => {
    const error = failure(text);
    expect(error).toBeInstanceOf(UnparseableError);
    expect(error).toMatchObject({ line: POSITIONS[name]?.[0], column: POSITIONS[name]?.[1] });
    expect(() => toml.set(text, ['x'], 1)).toThrow(UnparseableError);
    expect(() => toml.remove(text, ['x'])).toThrow(UnparseableError);
    expect(() => toml.addMember(text, ['x'], 'a')).toThrow(UnparseableError);
    expect(() => toml.removeMember(text, ['x'], 'a')).toThrow(UnparseableError);
  });

  it('does not quote the file, which may hold secrets', () => {
    expect(String(failure('token = "sk-secret" sk-secret\n'))).not.toContain('sk-secret');
  });
});

describe('TOML 1.0, strictly', () => {
  it.each([
    ['a bare carriage return', 'a = 1\r'],
    ['a second BOM', '\uFEFF\uFEFFa = 1\n'],
    ['the escape of 1.1', 'a = "\\e"\n'],
    ['a time without seconds', 'a = 10:20\n'],
    ['a day that does not exist', 'a = 2023-02-30\n'],
    ['an integer below 64 bits', 'a = -9223372036854775809\n'],
    ['a too large hexadecimal number', 'a = 0xFFFFFFFFFFFFFFFF\n'],
    ['a header that dotted keys already made', '[a]\nb.c = 1\n[a.b]\nd = 1\n'],
    ['an array that headers extend', 'a = []\n[[a]]\n'],
    ['a control character in a comment', '# \u0001\n'],
    ['two pairs on one line', 'a = 1 b = 2\n'],
  ])('refuses %s', (_, text) => {
    expect(failure(text)).toBeInstanceOf(UnparseableError);
  });

  it('reads what a double cannot hold as bigint and keeps dates as dates', () => {
    const data = toml.parse('a = 9223372036854775807\nb = 3\nc = 1979-05-27\nd = [inf, nan]\n');
    expect(data).toMatchObject({ a: 9223372036854775807n, b: 3, d: [Infinity, NaN] });
    expect(JSON.stringify(data.c)).toBe('"1979-05-27"');
  });

  it('reads an empty text, and one with nothing but a BOM, as an empty object', () => {
    expect(toml.parse('')).toEqual({});
    expect(toml.parse('\uFEFF')).toEqual({});
  });

  it('takes dangerous keys for what they are', () => {
    const text = '__proto__ = 1\n[constructor.__proto__]\npolluted = true\n';
    const after = toml.set(text, ['constructor', '__proto__', 'more'], 'x');
    expect(after).toBe(`${text}more = "x"\n`);
    expect(toml.remove(after, ['__proto__'])).toBe(after.slice('__proto__ = 1\n'.length));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('hostile sizes', () => {
  const NERVE = ['mcp_servers', 'nerve'];

  it('refuses absurd nesting instead of overflowing', () => {
    expect(failure(`a = ${'['.repeat(50_000)}${']'.repeat(50_000)}`)).toBeInstanceOf(UnparseableError);
    expect(failure(`a = ${'{a='.repeat(50_000)}1${'}'.repeat(50_000)}`)).toBeInstanceOf(UnparseableError);
    const deep = `[${'a.'.repeat(50_000)}b]\n`;
    expect(() => toml.set(deep, NERVE, { url: 'x' })).toThrow(EditRefused);
  });

  it('edits around strings of a megabyte', () => {
    const lines = 'text \\" with [headers] and # signs\n'.repeat(30_000);
    const text = `a = """\n${lines}"""""\nb = '${'x'.repeat(200_000)}' # end\n[c]\nd = '''${lines}'''\n`;
    const after = toml.set(text, NERVE, { url: 'x' });
    expect(after).toBe(`${text}\n[mcp_servers.nerve]\nurl = "x"\n`);
    expect(toml.remove(after, NERVE)).toBe(text);
    expect(toml.set(text, ['b'], 'short')).toContain('"""""\nb = "short" # end\n[c]\n');
    expect(toml.remove(text, ['a'])).toBe(text.slice(text.indexOf("b = '")));
  });

  it('finds an escape of TOML 1.1 in a long string as in a short one', () => {
    const text = `a = 1\nb = "${'\\\\'.repeat(20_000)}\\x41"\n`;
    expect(failure(text)).toMatchObject({ name: 'UnparseableError', line: 2, column: 40_006 });
    expect(failure(`b = "${'\\\\'.repeat(20_000)}x41"\n`)).toBeUndefined();
    expect(failure(`b = '${'\\x'.repeat(20_000)}'\n`)).toBeUndefined();
  });

  it('removes thousands of members and headers at once', () => {
    const members = `x = [\n${'  "n", # c\n'.repeat(5_000)}]\n`;
    expect(toml.removeMember(members, ['x'], 'n')).toBe('x = [\n]\n');
    expect(toml.remove(`${'[[a.b]]\nx = 1\n'.repeat(5_000)}`, ['a', 'b'])).toBe('');
  });
});
