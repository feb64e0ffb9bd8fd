/** Three-way merges of lines, line endings, final newline and BOM. */
import { expect, test } from 'vitest';
import { merge3 } from '../../../../src/lib/base/formats/merge.ts';

const BASE = 'one\ntwo\nthree\nfour\nfive\n';
const crlf = (text: string) => text.replaceAll('\n', '\r\n');

test.each([
  ['nothing changed', BASE, BASE, BASE, BASE],
  ['only ours', BASE, BASE.replace('two', '2'), BASE, BASE.replace('two', '2')],
  ['only theirs', BASE, BASE, BASE.replace('two', '2'), BASE.replace('two', '2')],
  ['the same change', BASE, BASE.replace('two', '2'), BASE.replace('two', '2'), BASE.replace('two', '2')],
  ['both, apart', BASE, BASE.replace('one', '1'), BASE.replace('five', '5'), '1\ntwo\nthree\nfour\n5\n'],
  [
    'both, partly the same',
    BASE,
    BASE.replace('one', '1').replace('five', '5'),
    BASE.replace('five', '5').replace('three', '3'),
    '1\ntwo\n3\nfour\n5\n',
  ],
  [
    'a removal and a change',
    BASE,
    BASE.replace('one\n', ''),
    BASE.replace('five', '5'),
    'two\nthree\nfour\n5\n',
  ],
  ['theirs uses CRLF', BASE, BASE.replace('one', '1'), crlf(BASE), crlf(BASE.replace('one', '1'))],
  ['ours uses CRLF', BASE, crlf(BASE), BASE.replace('one', '1'), crlf(BASE.replace('one', '1'))],
  [
    'all use CRLF',
    crlf(BASE),
    crlf(BASE.replace('one', '1')),
    crlf(BASE.replace('five', '5')),
    crlf('1\ntwo\nthree\nfour\n5\n'),
  ],
  ['one odd ending stays', 'a\r\nb\nc\nd\n', 'a\r\nb\nc\nD\n', 'a\r\nB\nc\nd\n', 'a\r\nB\nc\nD\n'],
  [
    'theirs lost the final newline',
    BASE,
    BASE.replace('one', '1'),
    BASE.trimEnd(),
    BASE.replace('one', '1').trimEnd(),
  ],
  [
    'ours got a final newline',
    BASE.trimEnd(),
    BASE,
    BASE.trimEnd().replace('one', '1'),
    BASE.replace('one', '1'),
  ],
  ['theirs appended without final newline', 'a\nb', 'A\nb', 'a\nb\n\nc', 'A\nb\n\nc'],
  ['ours got a BOM', BASE, `\uFEFF${BASE}`, BASE.replace('one', '1'), `\uFEFF${BASE.replace('one', '1')}`],
  [
    'names of object members',
    'constructor\n__proto__\nx\n',
    'constructor\n__proto__\ny\n',
    'toString\nconstructor\n__proto__\nx\n',
    'toString\nconstructor\n__proto__\ny\n',
  ],
  ['theirs emptied the file', 'a\n', 'a\n', '', ''],
])('%s', (_, base, ours, theirs, text) => {
  expect(merge3(base, ours, theirs)).toEqual({ text, conflicts: 0 });
  expect(merge3(base, theirs, ours).conflicts).toBe(0);
});

test('different changes of one place are conflicts', () => {
  const merged = merge3(
    BASE,
    BASE.replace('two', 'ours').replace('five', 'x'),
    BASE.replace('two', 'theirs').replace('five', 'y'),
  );
  expect(merged.conflicts).toBe(2);
  expect(merged.text).toContain('<<<<<<< ours\nours\n=======\ntheirs\n>>>>>>> theirs\n');
  expect(merge3('', 'a\n', 'b\n').conflicts).toBe(1);
  expect(merge3(BASE, '', BASE.replace('two', '2')).conflicts).toBe(1);
});

test('large files with few changes are merged, hopeless ones are one conflict', () => {
  const base = 'same\n'.repeat(200_000);
  expect(merge3(base, `ours\n${base}`, base.replace('same', 'theirs')).conflicts).toBe(1);
  expect(merge3(base, base.replace('same', 'ours'), base.replace('same', 'theirs')).conflicts).toBe(1);
});
