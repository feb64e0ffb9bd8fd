import { expect, test } from 'vitest';
import { assertStable, replacementsFor, stable } from '../../../scripts/session/stable.ts';

test('places become what they would be elsewhere, dates and sizes what they are every day', () => {
  const newcomer = { root: '/x', home: '/x/ann', copy: '/x/copy', env: () => ({}) };
  const text = `/x/ann/.nerve /x/copy/src ${process.execPath} /x/y/nerve.js good until 2027-11-21. 2026-03-01 74.3 GiB free`;
  expect(stable(text, replacementsFor(newcomer, '/x/y/nerve.js'))).toBe(
    '~/.nerve ~/src /usr/bin/node /usr/lib/node_modules/nerve-hub/bin/nerve.js good until YYYY-MM-DD. 2026-03-01 … GiB free',
  );
});

test('a place that is left is found, also where the terminal broke it', () => {
  expect(() => assertStable('see ~/a', ['/x/ann'])).not.toThrow();
  expect(() => assertStable('see /x/ann/a', ['/x/ann'])).toThrow('/x/ann');
  expect(() => assertStable('see /x/a\nnn/a', ['/x/ann'])).toThrow('/x/ann');
});
