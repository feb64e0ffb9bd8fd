/** Removing keys and tables, and the comments that must outlive them. */
import { describe, expect, it } from 'vitest';
import { EditRefused } from '../../../../../src/lib/base/formats/format.ts';
import { toml } from '../../../../../src/lib/base/formats/toml/index.ts';

const NERVE = ['mcp_servers', 'nerve'];

describe('remove', () => {
  it.each<[string, string, readonly string[], string]>([
    [
      'a table with sub-tables in several places',
      '# top\n[mcp_servers.nerve]\nurl = "x"\n\n# about gh\n[mcp_servers.gh]\n\n[mcp_servers.nerve.tools.a]\nm = 1\n\n[mcp_servers.nerve.tools.b]\nm = 1\n\n# z\n[z]\n',
      NERVE,
      '# top\n\n# about gh\n[mcp_servers.gh]\n\n# z\n[z]\n',
    ],
    [
      'a table, not the comment below it or above the next',
      '[a]\n\n[mcp_servers.nerve]\n# inside\nurl = "x" # x\n# below\n\n# z\n[z]\n',
      NERVE,
      '[a]\n# below\n\n# z\n[z]\n',
    ],
    [
      'a table with its dotted keys',
      'mcp_servers.nerve.a = 1\nb = 1\n\n[mcp_servers.nerve.t]\n',
      NERVE,
      'b = 1\n',
    ],
    [
      'dotted keys below a header',
      '[mcp_servers]\nnerve.a = 1\n# c\nnerve.b.c = 1\nx.a = 1\n',
      NERVE,
      '[mcp_servers]\n# c\nx.a = 1\n',
    ],
    ['a table at the very top', '[mcp_servers.nerve]\na = 1\n\n# z\n[z]\n', NERVE, '# z\n[z]\n'],
    ['a table at an end without newline', 'a = 1\n\n[mcp_servers.nerve]\na = 1', NERVE, 'a = 1'],
    ['the last key at an end without newline', '[x]\r\na = 1\r\nb = 2', ['x', 'b'], '[x]\r\na = 1'],
    ['a key, not its empty table', '[x]\na = 1 # c\n', ['x', 'a'], '[x]\n'],
    [
      'a key of several lines',
      'a = [ # x\n  1,\n] # y\n# z\nb = """\n\n"""\n',
      ['a'],
      '# z\nb = """\n\n"""\n',
    ],
    ['an only top-level key, not its comment', '# a\na = 1\n\n[z]\n', ['a'], '# a\n\n[z]\n'],
    [
      'a key of a section, not the empty lines of the top',
      'a = 1\n\n[z]\n\nb = 1\n\n',
      ['z', 'b'],
      'a = 1\n\n[z]\n\n\n',
    ],
    ['the first entry of an inline table', 'a = { b = 1, c = 2 }\n', ['a', 'b'], 'a = { c = 2 }\n'],
    ['the last entry of an inline table', 'a = { b = 1, c = "," } # x\n', ['a', 'c'], 'a = { b = 1 } # x\n'],
    [
      'several entries of an inline table',
      'a = { x = 1, b.c = 1, b.d = 2, y = 3, b.e = 1 }\n',
      ['a', 'b'],
      'a = { x = 1, y = 3 }\n',
    ],
    [
      'all entries of an inner inline table',
      'a = { x = 1, b = { c.d = 1, c.e = 2 } }\n',
      ['a', 'b', 'c'],
      'a = { x = 1, b = {  } }\n',
    ],
    ['an array of tables', '[[a.b]]\nx = 1\n[a.b.c]\ny = 1\n\n[[a.b]]\n\n[z]\n', ['a', 'b'], '[z]\n'],
    ['nothing that is not there', '[[a]]\nb = 1\n', ['a', 'b'], '[[a]]\nb = 1\n'],
  ])('%s', (_, before, path, after) => {
    expect(toml.remove(before, path)).toBe(after);
    expect(toml.remove(after, path)).toBe(after);
  });

  it('does not remove the whole document', () => {
    expect(() => toml.remove('a = 1\n', [])).toThrow(EditRefused);
  });
});
