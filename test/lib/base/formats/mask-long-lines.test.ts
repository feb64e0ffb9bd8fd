/** Very long lines of a diff are cut around the change. */
import { expect, it } from 'vitest';
import { cutLongLines } from '../../../../src/lib/base/formats/mask-long-lines.ts';

const LONG = 'x'.repeat(5000);

it('leaves short lines alone', () => {
  const diff = '--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n';
  expect(cutLongLines(diff)).toBe(diff);
});

it('keeps the change of a long line', () => {
  const cut = cutLongLines(`@@ -1 +1 @@\n-${LONG}old${LONG}\n+${LONG}newer${LONG}\n ${LONG}\n`).split('\n');
  expect(cut[1]).toMatch(/^- \[… \d+ characters …\] x+oldx+ \[… \d+ characters …\] $/);
  expect(cut[2]).toMatch(/^\+ \[… \d+ characters …\] x+newerx+ \[… \d+ characters …\] $/);
  expect(cut[3]).toMatch(/^ x+ \[… 4600 characters …\] $/);
  for (const line of cut) expect(line.length).toBeLessThan(500);
});

it('cuts the middle of a long change', () => {
  const [, removed = '', added = ''] = cutLongLines(`@@ -1 +1 @@\n-a\n+${LONG}`).split('\n');
  expect(removed).toBe('-a');
  expect(added.length).toBeLessThan(900);
});
