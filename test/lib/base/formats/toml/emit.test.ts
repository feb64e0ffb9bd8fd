/** Values as text, and the snippets made of them, read back by the parser. */
import { describe, expect, it } from 'vitest';
import { toml } from '../../../../../src/lib/base/formats/toml/index.ts';
import { type Json, sameMeaning, valueAt } from '../../../../../src/lib/base/kernel/json.ts';

const VALUES: [string, Json, string][] = [
  ['a Windows path', 'C:\\Users\\"dev"\\n', '"C:\\\\Users\\\\\\"dev\\"\\\\n"'],
  ['control characters', '\0\b\t\n\f\r\x1b\x7f', '"\\u0000\\b\\t\\n\\f\\r\\u001B\\u007F"'],
  ['Unicode', "naïve ☃ 日本 😀 \u2028 '''", "\"naïve ☃ 日本 😀 \u2028 '''\""],
  ['integers', [0, -1, 9007199254740991], '[0, -1, 9007199254740991]'],
  ['bigints', [9223372036854775807n, -9223372036854775808n], '[9223372036854775807, -9223372036854775808]'],
  ['floats', [1.5, 1e-7, 1e21, 2 ** 60], '[1.5, 1e-7, 1e+21, 1152921504606847000.0]'],
  ['the odd floats', [Infinity, -Infinity, NaN], '[inf, -inf, nan]'],
  ['booleans and nothing', [true, false, [], {}], '[true, false, [], {}]'],
  ['nested tables', [{ a: { 'b c': [1] } }], '[{ a = { "b c" = [1] } }]'],
];

describe('snippet', () => {
  it.each(VALUES)('%s', (_, value, text) => {
    const snippet = toml.snippet(['key'], value);
    expect(snippet).toBe(`key = ${text}`);
    expect(sameMeaning(toml.parse(snippet), { key: value })).toBe(true);
    expect(sameMeaning(toml.parse(toml.set('', ['key'], value)), { key: value })).toBe(true);
  });

  it('is a table for an object', () => {
    const value = { url: 'u', http_headers: { Authorization: 'Bearer x' } };
    expect(toml.snippet(['mcp_servers', 'my server'], value)).toBe(
      '[mcp_servers."my server"]\nurl = "u"\nhttp_headers = { Authorization = "Bearer x" }',
    );
  });

  it('is a header and a pair for a key in a table', () => {
    expect(toml.snippet(['features', ''], true)).toBe('[features]\n"" = true');
  });

  it('is a whole document for the empty path', () => {
    const value = { t: { a: 1 }, b: [1], u: {} };
    const snippet = toml.snippet([], value);
    expect(snippet).toBe('b = [1]\n\n[t]\na = 1\n\n[u]');
    expect(toml.parse(snippet)).toEqual(value);
  });

  it('gives what set gives in an empty file', () => {
    const value = { url: 'u', args: ['a'] };
    expect(`${toml.snippet(['a', 'b'], value)}\n`).toBe(toml.set('', ['a', 'b'], value));
  });
});

it('prints dates that were read from a file', () => {
  const dates = ['1979-05-27', '07:32:00.000', '1979-05-27T07:32:00.000', '1979-05-27T00:32:00.000-07:00'];
  const text = `a = [${dates.join(', ')}]\n`;
  const value = valueAt(toml.parse(text), ['a']) as Json;
  expect(toml.set('', ['a'], value)).toBe(text);
});
