/** Secrets are cut to their first characters. */
import { expect, test } from 'vitest';
import { maskSecrets } from '../../../../src/lib/base/formats/mask.ts';

const REFERENCE = ['Bearer $', '{NERVE_TOKEN}'].join('');
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjb2RleCJ9.c2lnbmF0dXJl-_x';

test.each([
  ['a given secret, everywhere', 'a=hunter2hunter2 b=hunter2hunter2', ['hunter2hunter2'], 'a=hunt… b=hunt…'],
  ['short ones stay', 'a=hunter2', ['hunter2'], 'a=hunter2'],
  ['no secrets', 'plain text', [], 'plain text'],
  ['a JWT', `"token": "${JWT}",`, [], '"token": "eyJh…",'],
  ['a JWT behind other text', `key-${JWT} and x`, [], 'key-eyJh… and x'],
  ['a bearer value', '"Authorization": "Bearer abcdefghijk"', [], '"Authorization": "Bearer abcd…"'],
  ['a bearer value in lower case', 'authorization: bearer abcdefghijk', [], 'authorization: bearer abcd…'],
  ['a bearer JWT is masked once', `Bearer ${JWT}`, [JWT], 'Bearer eyJh…'],
  ['a reference is no secret', REFERENCE, [], REFERENCE],
  [
    'words that are no tokens',
    'the Bearer is keyJoin.a.b of v1.2.3',
    [],
    'the Bearer is keyJoin.a.b of v1.2.3',
  ],
  ['overlapping secrets leave nothing', 'xxABCDEFGHIJKLyy', ['ABCDEFGHIJ', 'EFGHIJKL'], 'xxABCD…yy'],
  ['a secret inside a longer one', 'ABCDEFGHIJKL', ['CDEFGHIJ', 'ABCDEFGHIJKL'], 'ABCD…'],
  ['as JSON writes it', String.raw`"pass\"word\\1"`, ['pass"word\\1'], '"pass…"'],
  ['characters of patterns', 'a $.*+?^(x) b', ['$.*+?^(x)'], 'a $.*+… b'],
])('%s', (_, text, secrets, masked) => {
  expect(maskSecrets(text, secrets)).toBe(masked);
});

test.each(['eyJ', 'eyJ.', 'Bearer ', 'eyJ-', 'aaaaaaaa', '. ', 'Bearer\t\t'])(
  '%j repeated takes linear time',
  (part) => {
    const text = part.repeat(400_000);
    expect(maskSecrets(text, ['a'.repeat(5000)]).length).toBeLessThanOrEqual(text.length);
  },
);
