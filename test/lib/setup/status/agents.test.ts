import { expect, it } from 'vitest';
import { testedOf } from '../../../../src/lib/setup/status/agents.ts';

it.each([
  ['1.2.3', '1.2.3', 'tested'],
  ['1.2.3-beta.1', '1.2.3', 'tested'],
  ['1.3.0', '1.2.9', 'newer'],
  ['1.10.0', '1.9.0', 'newer'],
  ['1.2.2', '1.2.3', 'older'],
  [undefined, '1.2.3', 'unknown'],
  ['1.2.3', undefined, 'unverified'],
  [undefined, undefined, 'unverified'],
])('%s beside the verified %s is %s', (version, verified, expected) => {
  expect(testedOf(version, verified)).toBe(expected);
});
