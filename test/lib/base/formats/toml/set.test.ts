/** Setting values in every way a table can be written. */
import { describe, expect, it } from 'vitest';
import { EditRefused } from '../../../../../src/lib/base/formats/format.ts';
import { toml } from '../../../../../src/lib/base/formats/toml/index.ts';
import type { Json } from '../../../../../src/lib/base/kernel/json.ts';

const NERVE = ['mcp_servers', 'nerve'];
const VALUE = { url: 'new', enabled: true, env: { A: '1' } };

interface Case {
  readonly name: string;
  readonly before: string;
  readonly path?: readonly string[];
  readonly value?: Json;
  readonly after: string;
}

describe('an existing table', () => {
  const cases: Case[] = [
    {
      name: 'with a header',
      before: '[mcp_servers.nerve] # ours\nurl = "old" # keep\nother = 1\n# more\n\n[z]\n',
      after:
        '[mcp_servers.nerve] # ours\nurl = "new" # keep\nother = 1\nenabled = true\nenv = { A = "1" }\n# more\n\n[z]\n',
    },
    {
      name: 'with a quoted header and odd spaces',
      before: '[ mcp_servers . "nerve" ]\n\t\'url\'="old"\n',
      after: '[ mcp_servers . "nerve" ]\n\t\'url\'="new"\n\tenabled = true\n\tenv = { A = "1" }\n',
    },
    {
      name: 'with an empty body',
      before: '[mcp_servers.nerve]\n# nothing yet\n[z]\n',
      after: '[mcp_servers.nerve]\nurl = "new"\nenabled = true\nenv = { A = "1" }\n# nothing yet\n[z]\n',
    },
    {
      name: 'of dotted keys at the top',
      before: 'mcp_servers.nerve.url = "old"\nmodel = "x"\n\n[z]\n',
      after:
        'mcp_servers.nerve.url = "new"\nmcp_servers.nerve.enabled = true\nmcp_servers.nerve.env = { A = "1" }\nmodel = "x"\n\n[z]\n',
    },
    {
      name: 'of dotted keys below its parent, spelled the same way',
      before: '[mcp_servers]\n  "nerve" . url = "old"\n  other.url = "x"\n',
      after:
        '[mcp_servers]\n  "nerve" . url = "new"\n  "nerve".enabled = true\n  "nerve".env = { A = "1" }\n  other.url = "x"\n',
    },
    {
      name: 'that stands behind its own sub-table',
      before: '[mcp_servers.nerve.tools.x]\na = 1\n\n[mcp_servers.nerve]\nurl = "old"\n',
      after:
        '[mcp_servers.nerve.tools.x]\na = 1\n\n[mcp_servers.nerve]\nurl = "new"\nenabled = true\nenv = { A = "1" }\n',
    },
    {
      name: 'that only its sub-tables name',
      before: '[mcp_servers.nerve.tools.x]\na = 1\n\n[z]\n',
      after:
        '[mcp_servers.nerve.tools.x]\na = 1\n\n[mcp_servers.nerve]\nurl = "new"\nenabled = true\nenv = { A = "1" }\n\n[z]\n',
    },
    {
      name: 'whose super table comes later',
      before: '[mcp_servers.nerve]\nurl = "old"\n[mcp_servers]\nx = 1\n',
      after: '[mcp_servers.nerve]\nurl = "new"\nenabled = true\nenv = { A = "1" }\n[mcp_servers]\nx = 1\n',
    },
    {
      name: 'with a leaf that was written as a table',
      before:
        '[mcp_servers.nerve]\nurl = "new"\nenabled = true\n[mcp_servers.nerve.env]\nA = "0" # a\nB = "2"\n',
      after:
        '[mcp_servers.nerve]\nurl = "new"\nenabled = true\n[mcp_servers.nerve.env]\nA = "1" # a\nB = "2"\n',
    },
    {
      name: 'with a missing sub-table among others',
      before: '[mcp_servers.nerve.tools.x]\na = 1\n# x\n\n# z\n[z]\n',
      value: { tools: { x: { b: 2 }, y: { a: 1 } } },
      after:
        '[mcp_servers.nerve.tools.x]\na = 1\nb = 2\n# x\n\n[mcp_servers.nerve.tools.y]\na = 1\n\n# z\n[z]\n',
    },
    {
      name: 'with new keys and a new sub-table at the same place',
      before: '[mcp_servers.nerve.tools.x]\na = 1\n',
      value: { tools: { y: { a: 1 }, x: { b: 2 } } },
      after: '[mcp_servers.nerve.tools.x]\na = 1\nb = 2\n\n[mcp_servers.nerve.tools.y]\na = 1\n',
    },
    {
      name: 'at the end of a text without final newline',
      before: '[mcp_servers.nerve]\nurl = "old"',
      after: '[mcp_servers.nerve]\nurl = "new"\nenabled = true\nenv = { A = "1" }',
    },
    {
      name: 'as an inline table, values only',
      before: 'mcp_servers = { nerve = { url = "old", n = 1 }, x = {} }\n',
      value: { url: 'new' },
      after: 'mcp_servers = { nerve = { url = "new", n = 1 }, x = {} }\n',
    },
    {
      name: 'with values of other kinds',
      before: '[mcp_servers.nerve]\nurl = """\nold\n""" # c\nenabled = [\n  1, # one\n]\nenv = 2020-01-01\n',
      after: '[mcp_servers.nerve]\nurl = "new" # c\nenabled = true\nenv = { A = "1" }\n',
    },
    {
      name: 'with an empty inline table of its own',
      before: '[mcp_servers.nerve]\nenv = {}\n',
      value: { env: { A: '1', B: '2' } },
      after: '[mcp_servers.nerve]\nenv = { A = "1", B = "2" }\n',
    },
    {
      name: 'with dotted keys in an inline table of its own',
      before: '[mcp_servers.nerve]\nenv = { a.b = 1 }\n',
      value: { env: { a: { c: 2 } } },
      after: '[mcp_servers.nerve]\nenv = { a.b = 1, a.c = 2 }\n',
    },
  ];

  it.each(cases)('$name', ({ before, path = NERVE, value = VALUE, after }) => {
    expect(toml.set(before, path, value)).toBe(after);
    expect(toml.set(after, path, value)).toBe(after);
  });
});

describe('something new', () => {
  const cases: Case[] = [
    {
      name: 'a scalar goes behind the last pair of the top level',
      before: 'a = """\n[x]\n""" # c\n# about x\n[x]\n',
      path: ['b'],
      value: 1,
      after: 'a = """\n[x]\n""" # c\nb = 1\n# about x\n[x]\n',
    },
    {
      name: 'a first scalar goes below the heading comment',
      before: '# heading\n# more\n\n# about x\n[x]\n',
      path: ['b'],
      value: 1,
      after: '# heading\n# more\n\nb = 1\n\n# about x\n[x]\n',
    },
    {
      name: 'a first scalar goes above the comment of the first table',
      before: '# about x\n[x]\n',
      path: ['b'],
      value: 1,
      after: 'b = 1\n\n# about x\n[x]\n',
    },
    {
      name: 'a key of a missing table brings the header',
      before: 'a = 1\n',
      path: ['features', 'x y'],
      value: true,
      after: 'a = 1\n\n[features]\n"x y" = true\n',
    },
    {
      name: 'a table below a table of dotted keys',
      before: '[fruit]\napple.color = "red"\n\n[z]\n',
      path: ['fruit', 'apple', 'texture'],
      value: { smooth: true },
      after: '[fruit]\napple.color = "red"\n\n[fruit.apple.texture]\nsmooth = true\n\n[z]\n',
    },
    {
      name: 'an empty table',
      before: '[a.b]\n',
      path: ['a', 'c'],
      value: {},
      after: '[a.b]\n\n[a.c]\n',
    },
    {
      name: 'a table next to its nearest relatives',
      before: '[mcp_servers.nerve]\n[mcp_servers.other]\n[z]\n',
      path: [...NERVE, 'tools', 'x'],
      value: { a: 1 },
      after: '[mcp_servers.nerve]\n\n[mcp_servers.nerve.tools.x]\na = 1\n[mcp_servers.other]\n[z]\n',
    },
    {
      name: 'several keys of the whole document',
      before: '[z]\n',
      path: [],
      value: { t: { a: 1 }, b: 1, z: { c: 2 } },
      after: 'b = 1\n\n[z]\nc = 2\n\n[t]\na = 1\n',
    },
    {
      name: 'mixed line endings take the usual one',
      before: '[a]\r\nb = 1\r\n[c]\nd = 1\r\n',
      path: ['a', 'e'],
      value: 2,
      after: '[a]\r\nb = 1\r\ne = 2\r\n[c]\nd = 1\r\n',
    },
  ];

  it.each(cases)('$name', ({ before, path = NERVE, value = VALUE, after }) => {
    expect(toml.set(before, path, value)).toBe(after);
    expect(toml.set(after, path, value)).toBe(after);
  });

  it('names a file that no line ending gives away with LF', () => {
    expect(toml.set('a = 1', ['b'], 2)).toBe('a = 1\nb = 2');
  });
});

describe('refusals', () => {
  it.each<[string, string, readonly string[], Json, RegExp]>([
    ['an inline parent', 'mcp_servers = {}\n', NERVE, VALUE, /mcp_servers is written as an inline table/],
    [
      'an inline table',
      '[mcp_servers]\nnerve = { a = 1 }\n',
      NERVE,
      VALUE,
      /mcp_servers\.nerve is written as/,
    ],
    [
      'a key in it',
      '[mcp_servers]\nnerve = { a = 1 }\n',
      [...NERVE, 'b'],
      1,
      /mcp_servers\.nerve is written as/,
    ],
    ['an array of tables above', '[[mcp_servers]]\na = 1\n', NERVE, VALUE, /mcp_servers is an array/],
    ['an array of tables', '[[mcp_servers.nerve]]\na = 1\n', NERVE, VALUE, /is an array of tables/],
    ['a scalar above', 'mcp_servers = 1\n', NERVE, VALUE, /mcp_servers is a single value/],
    ['a table for a scalar', '[mcp_servers.nerve]\n', NERVE, 1, /mcp_servers\.nerve is a table/],
    ['dotted keys for a scalar', 'a.b.c = 1\n', ['a', 'b'], 1, /a\.b is a table/],
    ['the document for a scalar', 'a = 1\n', [], 1, /the document is a table/],
    ['null', '', ['a'], null, /null/],
    ['half a surrogate pair', '', ['a'], '\ud800', /surrogate/],
    ['an integer beyond 64 bits', '', ['a'], 2n ** 63n, /64 bits/],
  ])('%s', (_, text, path, value, reason) => {
    expect(() => toml.set(text, path, value)).toThrow(EditRefused);
    expect(() => toml.set(text, path, value)).toThrow(reason);
  });
});
