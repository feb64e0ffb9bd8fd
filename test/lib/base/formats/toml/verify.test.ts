/** The proof by meaning: it must see what an editor might get wrong. */
import { describe, expect, it } from 'vitest';
import { EditRefused } from '../../../../../src/lib/base/formats/format.ts';
import { readData } from '../../../../../src/lib/base/formats/toml/document.ts';
import { verifyRemove, verifySet } from '../../../../../src/lib/base/formats/toml/verify.ts';

const BEFORE = readData('a = 1\nd = 1979-05-27\nf = [nan, inf]\nbig = 9223372036854775807\n[t.u]\nx = 1\n');
const REST = 'd = 1979-05-27\nf = [nan, inf]\nbig = 9223372036854775807\n[t.u]\nx = 1\n';

describe('verifySet', () => {
  it('passes the wanted change alone', () => {
    expect(() => verifySet(BEFORE, `a = 2\n${REST}`, ['a'], 2)).not.toThrow();
    expect(() => verifySet(BEFORE, `a = 1\n${REST}y = 2\n`, ['t', 'u'], { y: 2 })).not.toThrow();
  });

  it.each([
    ['the value is not as wanted', `a = 3\n${REST}`],
    ['a date changed', `a = 2\n${REST.replace('1979-05-27', '1979-05-28')}`],
    ['a date became local time', `a = 2\n${REST.replace('1979-05-27', '1979-05-27T00:00:00')}`],
    ['nan became inf', `a = 2\n${REST.replace('nan', 'inf')}`],
    ['a large integer lost a digit', `a = 2\n${REST.replace('807', '806')}`],
    ['a key vanished', `a = 2\n${REST.replace('x = 1\n', '')}`],
    ['a key appeared', `a = 2\n${REST}y = 1\n`],
    ['the text is invalid', `a = 2\na = 2\n${REST}`],
  ])('refuses when %s', (_, after) => {
    expect(() => verifySet(BEFORE, after, ['a'], 2)).toThrow(EditRefused);
  });
});

describe('verifyRemove', () => {
  it('passes when only the path, and a table nothing else names, is gone', () => {
    expect(() => verifyRemove(BEFORE, REST, ['a'])).not.toThrow();
    const withoutTable = `a = 1\n${REST.replace('[t.u]\nx = 1\n', '')}`;
    expect(() => verifyRemove(BEFORE, withoutTable, ['t', 'u'])).not.toThrow();
  });

  it.each([
    ['it is still there', `a = 1\n${REST}`],
    ['something else is gone', REST.replace('x = 1\n', '')],
  ])('refuses when %s', (_, after) => {
    expect(() => verifyRemove(BEFORE, after, ['a'])).toThrow(EditRefused);
  });
});
