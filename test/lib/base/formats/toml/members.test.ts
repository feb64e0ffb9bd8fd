/** Members of arrays: layout, commas and comments stay. */
import { describe, expect, it } from 'vitest';
import { EditRefused } from '../../../../../src/lib/base/formats/format.ts';
import { toml } from '../../../../../src/lib/base/formats/toml/index.ts';

describe('addMember and back', () => {
  it.each<[string, string, string]>([
    ['an empty array', 'x=[]', 'x=["n"]'],
    ['an empty array with a space', 'x = [ ] # c\n', 'x = ["n" ] # c\n'],
    ['an empty array of lines', 'x = [\n]\n', 'x = [\n  "n",\n]\n'],
    [
      'an array of nothing but a comment',
      '  x = [ # a\n    # none\n  ]\n',
      '  x = [ # a\n    # none\n    "n",\n  ]\n',
    ],
    ['one line', 'x = ["a"]', 'x = ["a", "n"]'],
    ['one line with a trailing comma', 'x = [ "a", ]', 'x = [ "a", "n", ]'],
    [
      'lines with a trailing comma',
      'x = [\n  "a", # a\n  "b", # b\n  # end\n]\n',
      'x = [\n  "a", # a\n  "b", # b\n  "n",\n  # end\n]\n',
    ],
    [
      'lines without a trailing comma',
      'x = [\n  "a", # ,\n  "b"  # b\n]\n',
      'x = [\n  "a", # ,\n  "b",  # b\n  "n"\n]\n',
    ],
    ['lines with CRLF', 'x = [\r\n\t"a"\r\n]\r\n', 'x = [\r\n\t"a",\r\n\t"n"\r\n]\r\n'],
    ['a bracket behind the last line', 'x = ["a",\n "b"]', 'x = ["a",\n "b",\n "n"]'],
    ['leading commas', 'x = ["a"\n , "b"\n]', 'x = ["a"\n , "b", "n"\n]'],
    ['a comma below a comment', 'x = [[1], "a" # ]\n , # e\n]', 'x = [[1], "a" # ]\n , "n", # e\n]'],
    [
      'an array in an inline table',
      'y = { x = ["a"] }\nx = ["#,]"]\n',
      'y = { x = ["a"] }\nx = ["#,]", "n"]\n',
    ],
  ])('%s', (_, before, after) => {
    expect(toml.addMember(before, ['x'], 'n')).toBe(after);
    expect(toml.addMember(after, ['x'], 'n')).toBe(after);
    expect(toml.removeMember(after, ['x'], 'n')).toBe(before);
  });
});

describe('removeMember', () => {
  it.each<[string, string, string]>([
    ['from the front', 'x = ["n", "a"]', 'x = ["a"]'],
    ['from the middle', 'x = ["a", "n", "b"]', 'x = ["a", "b"]'],
    ['every copy', 'x = ["n", "a", "n", # k\n "n"]\n', 'x = ["a" # k\n ]\n'],
    ['the only one', 'x = [ "n" ] # c\n', 'x = [ ] # c\n'],
    [
      'a line with its comment, not the one above',
      'x = [\n  # a\n  "a",\n  # n\n  "n", # mine\n  "b"\n]\n',
      'x = [\n  # a\n  "a",\n  # n\n  "b"\n]\n',
    ],
    ['a first element behind the bracket', 'x = ["n",\n  "a",\n]\n', 'x = [\n  "a",\n]\n'],
    ['however it is quoted', 'x = [\'n\', "\\u006e", """n""", \'a\']\n', "x = ['a']\n"],
    ['nothing', 'x = ["a"]\n', 'x = ["a"]\n'],
    ['nothing from nothing', 'y = 1\n', 'y = 1\n'],
  ])('%s', (_, before, after) => {
    expect(toml.removeMember(before, ['x'], 'n')).toBe(after);
  });
});

describe('what is no array of strings', () => {
  it.each(['x = 1\n', '[x]\n', '[[x]]\n', 'x.y = 1\n'])('%j is refused', (text) => {
    expect(() => toml.addMember(text, ['x'], 'n')).toThrow(EditRefused);
    expect(() => toml.removeMember(text, ['x'], 'n')).toThrow(EditRefused);
  });

  it('adds no array to an inline table', () => {
    expect(() => toml.addMember('t = {}\n', ['t', 'x'], 'n')).toThrow(EditRefused);
  });
});
