import { expect, test } from 'vitest';
import { looksTemporary } from '../../../../src/lib/base/system/quiet.ts';
import { tempName } from '../../../../src/lib/base/system/temp-files.ts';

test.each([
  ['c.json.tmp-4711', true],
  ['c.json.123456', true],
  ['.c.json.swx', true],
  ['.tmpAbC123', true],
  ['tmpabcd', true],
  [tempName('c.json', 1), true],
  [tempName('c.json'), false],
  ['c.json', false],
  ['c.json.lock', false],
  ['c.json.bak', false],
  ['c.json.backup.17', false],
  ['c.json~', false],
  ['.c.json.swp', false],
  ['c.json.nerve-hash', false],
  ['other.json', false],
])('%s may be about to be renamed: %s', (name, expected) => {
  expect(looksTemporary(name, 'c.json')).toBe(expected);
});
