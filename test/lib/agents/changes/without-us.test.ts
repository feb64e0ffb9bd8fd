import { describe, expect, it } from 'vitest';
import { withoutUs } from '../../../../src/lib/agents/changes/without-us.ts';
import { jsonc, toml } from './helpers.ts';

const pristine = 'a = 1 # one\n\n[user]\nb = 2\n';
const written = 'a = 1 # one\nours = 1\n\n[user]\nb = 2\n\n[nerve]\nc = 3\n';
const cutOf = (text: string): string => toml.remove(toml.remove(text, ['ours']), ['nerve']);

describe('withoutUs', () => {
  it.each<[string, (text: string) => string]>([
    ['nothing', (text) => text],
    ['a comment', (text) => text.replace('# one', '# uno')],
    ['a line right beside ours', (text) => text.replace('a = 1', 'a = 10')],
    ['another table', (text) => `${text}\n[more]\nd = 4\n`],
    ['a value', (text) => text.replace('b = 2', 'b = 20')],
  ])('applies the user’s edit to what stood there before: %s', (_title, edit) => {
    const current = edit(written);
    const traces = { pristine, written, current, cut: cutOf(current), cutWritten: cutOf(written) };
    expect(withoutUs(traces, toml)).toBe(edit(pristine));
  });

  it('gives the cut text where the file was written in another style', () => {
    const before = '{"a":1}';
    const after = '{"a":1,"nerve":{}}';
    const current = '{\n  "nerve": {},\n  "a": 1\n}\n';
    const cut = jsonc.remove(current, ['nerve']);
    const traces = { pristine: before, written: after, current, cut, cutWritten: before };
    expect(withoutUs(traces, jsonc)).toBe(cut);
  });

  it('never believes a merge that means something else than the cut text', () => {
    // The same line, so that the text merge would bring the user's old value back.
    const traces = {
      pristine: 'x = 1\n',
      written: 'x = 1\ny = 2\n',
      current: 'y = 2\n',
      cut: '',
      cutWritten: 'x = 1\n',
    };
    expect(withoutUs(traces, toml)).toBe('');
  });

  it.each([
    ['{}', jsonc, null],
    ['{\n}\n', jsonc, null],
    ['{ "a": 1 }', jsonc, '{ "a": 1 }'],
    ['\n', undefined, null],
    ['Mine.\n', undefined, 'Mine.\n'],
    ['# mine\n', toml, '# mine\n'],
  ])('is no file if there was none and %j is left', (cut, format, expected) => {
    expect(withoutUs({ pristine: null, written: 'w', current: 'c', cut, cutWritten: '' }, format)).toBe(
      expected,
    );
  });

  it('is the file from before if nobody wrote since', () => {
    for (const before of ['old', null]) {
      expect(
        withoutUs({ pristine: before, written: 'w', current: 'w', cut: 'cut', cutWritten: 'cut' }, undefined),
      ).toBe(before);
    }
  });
});
