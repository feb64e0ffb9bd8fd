/** Every kind of edit on every realistic Codex file: nothing else moves, twice is once, and back is back. */
import { describe, expect, it } from 'vitest';
import { EditRefused } from '../../../../../src/lib/base/formats/format.ts';
import { toml } from '../../../../../src/lib/base/formats/toml/index.ts';
import { type Json, valueAt } from '../../../../../src/lib/base/kernel/json.ts';
import { changedLines, countEols, readSeeds } from './seeds.ts';

const NERVE = ['mcp_servers', 'nerve'];
const ENTRY = {
  url: 'http://127.0.0.1:4173/mcp',
  bearer_token_env_var: 'NERVE_TOKEN',
  tool_timeout_sec: 120,
  http_headers: { 'X-Client': 'codex' },
};
const TABLE_LINES = [
  '[mcp_servers.nerve]',
  'url = "http://127.0.0.1:4173/mcp"',
  'bearer_token_env_var = "NERVE_TOKEN"',
  'tool_timeout_sec = 120',
  'http_headers = { X-Client = "codex" }',
];

const all = readSeeds('agents/codex');
const open = all.filter((seed) => seed.name !== 'inline-servers.toml');
const golden = new Map(readSeeds('formats/toml/with-nerve').map((seed) => [seed.name, seed.text]));

function expectSameStyle(before: string, after: string): void {
  expect(after.startsWith('\uFEFF')).toBe(before.startsWith('\uFEFF'));
  if (before !== '') expect(/\n$/.test(after)).toBe(/\n$/.test(before));
  const eols = countEols(before);
  if (eols.crlf === 0) expect(countEols(after).crlf).toBe(0);
  if (eols.lf === 0 && eols.crlf > 0) expect(countEols(after).lf).toBe(0);
}

describe.each(open)('the server table in $name', ({ name, text }) => {
  const withNerve = toml.set(text, NERVE, ENTRY);

  it('is added as whole lines where a person would put it', () => {
    expect(withNerve).toBe(golden.get(name));
    const { removed, added } = changedLines(text, withNerve);
    expect(removed.filter((line) => line !== '')).toEqual([]);
    expect(added.filter((line) => line !== '')).toEqual(TABLE_LINES);
    expectSameStyle(text, withNerve);
    expect(valueAt(toml.parse(withNerve), NERVE)).toEqual(ENTRY);
  });

  it('is not touched by a second set', () => {
    expect(toml.set(withNerve, NERVE, ENTRY)).toBe(withNerve);
  });

  it('goes without a trace', () => {
    expect(toml.remove(withNerve, NERVE)).toBe(text);
    expect(toml.remove(text, NERVE)).toBe(text);
  });

  it('changes by one value', () => {
    const moved = toml.set(withNerve, NERVE, { url: 'http://127.0.0.1:9/mcp' });
    expect(changedLines(withNerve, moved)).toEqual({
      removed: ['url = "http://127.0.0.1:4173/mcp"'],
      added: ['url = "http://127.0.0.1:9/mcp"'],
    });
    expect(toml.set(moved, NERVE, ENTRY)).toBe(withNerve);
  });

  it('gets a further key behind its last one, and loses it again', () => {
    const more = toml.set(withNerve, NERVE, { ...ENTRY, required: true });
    expect(changedLines(withNerve, more)).toEqual({ removed: [], added: ['required = true'] });
    expectSameStyle(withNerve, more);
    expect(toml.remove(more, [...NERVE, 'required'])).toBe(withNerve);
  });

  it('grows its own inline table in place', () => {
    const more = toml.set(withNerve, NERVE, { http_headers: { 'X-Client': 'x', 'X-More': 'y' } });
    expect(changedLines(withNerve, more)).toEqual({
      removed: ['http_headers = { X-Client = "codex" }'],
      added: ['http_headers = { X-Client = "x", X-More = "y" }'],
    });
  });

  it('keeps and loses the sub-tables that the agent writes', () => {
    const approved = toml.set(withNerve, [...NERVE, 'tools', 'tasks_list'], { approval_mode: 'approve' });
    expect(changedLines(withNerve, approved).removed.filter((line) => line !== '')).toEqual([]);
    expect(toml.set(approved, NERVE, ENTRY)).toBe(approved);
    expect(toml.remove(approved, NERVE)).toBe(text);
  });
});

describe.each(all)('the top level of $name', ({ text }) => {
  const KEY = ['mcp_optional_startup_grace'];

  it('takes a scalar and gives it back', () => {
    const after = toml.set(text, KEY, 5000);
    const { removed, added } = changedLines(text, after);
    expect(removed.filter((line) => line !== '')).toEqual([]);
    expect(added.filter((line) => line !== '')).toEqual(['mcp_optional_startup_grace = 5000']);
    expectSameStyle(text, after);
    expect(toml.set(after, KEY, 5000)).toBe(after);
    expect(toml.remove(after, KEY)).toBe(text);
  });

  it('takes members of a new array, which then stays', () => {
    const one = toml.addMember(text, ['fallbacks'], 'CLAUDE.md');
    const two = toml.addMember(one, ['fallbacks'], 'GEMINI.md');
    expect(toml.addMember(two, ['fallbacks'], 'CLAUDE.md')).toBe(two);
    expect(valueAt(toml.parse(two), ['fallbacks'])).toEqual(['CLAUDE.md', 'GEMINI.md']);
    expect(toml.removeMember(two, ['fallbacks'], 'GEMINI.md')).toBe(one);
    const none = toml.removeMember(one, ['fallbacks'], 'CLAUDE.md');
    expect(valueAt(toml.parse(none), ['fallbacks'])).toEqual([]);
    expect(toml.remove(none, ['fallbacks'])).toBe(text);
  });
});

describe.each(all)('every path of $name', ({ text }) => {
  const data = toml.parse(text);
  const paths = pathsOf(data, []);

  it('is left alone when it already has the value', () => {
    for (const path of paths) expect(toml.set(text, path, valueAt(data, path) as Json)).toBe(text);
  });

  it('can be removed, which leaves every line that is not its own', () => {
    for (const path of paths) {
      const after = toml.remove(text, path);
      expect(valueAt(toml.parse(after), path), path.join('.')).toBeUndefined();
      const { removed, added } = changedLines(text, after);
      const entry = added.length === 1 && removed.length === 1;
      expect(entry || added.length === 0, path.join('.')).toBe(true);
      if (typeof valueAt(data, path) === 'boolean')
        expect(removed.filter((line) => line !== '')).toHaveLength(1);
      expectSameStyle(text, after === '' ? text : after);
    }
  });

  it('changes within its own lines', () => {
    for (const path of paths) {
      if (typeof valueAt(data, path) !== 'string') continue;
      const after = toml.set(text, path, 'C:\\new "value"');
      expect(valueAt(toml.parse(after), path)).toBe('C:\\new "value"');
      const { added } = changedLines(text, after);
      expect(added).toHaveLength(1);
      expect(added[0]).toContain('"C:\\\\new \\"value\\""');
    }
  });

  it('takes and gives back a member if it is an array of strings', () => {
    for (const path of paths) {
      const value = valueAt(data, path);
      if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) continue;
      const after = toml.addMember(text, path, 'new member');
      expect(valueAt(toml.parse(after), path)).toEqual([...value, 'new member']);
      expect(toml.removeMember(after, path, 'new member')).toBe(text);
    }
  });
});

function pathsOf(value: unknown, path: readonly string[]): (readonly string[])[] {
  if (value instanceof Date || Array.isArray(value) || typeof value !== 'object' || value === null)
    return [path];
  const below = Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, key]));
  return path.length === 0 ? below : [path, ...below];
}

it('refuses to add a server where all servers are one inline table, and changes values inside it', () => {
  const text = all.find((seed) => seed.name === 'inline-servers.toml')?.text ?? '';
  expect(() => toml.set(text, NERVE, ENTRY)).toThrow(EditRefused);
  expect(() => toml.set(text, NERVE, ENTRY)).toThrow(/^mcp_servers is written as an inline table/);
  expect(toml.set(text, ['mcp_servers', 'linear', 'url'], 'x')).toBe(
    text.replace('"https://mcp.linear.app/mcp"', '"x"'),
  );
});
