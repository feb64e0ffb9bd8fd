import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isSupportedNode } from '../../../../src/lib/setup/doctor/node-version.ts';
import { repository } from '../../../support/scenario.ts';

it.each([
  ['v22.22.2', true],
  ['v22.22.1', false],
  ['v22.23.0', true],
  ['v23.11.0', false],
  ['v24.14.9', false],
  ['v24.15.0', true],
  ['24.21.0', true],
  ['v25.9.0', false],
  ['v26.0.0', true],
  ['v30.1.0', true],
  ['v8.0.0', false],
  ['nonsense', false],
])('%s: %s', (version, expected) => {
  expect(isSupportedNode(version)).toBe(expected);
});

it('is the rule of package.json', () => {
  const { engines } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  expect(engines.node).toBe('^22.22.2 || ^24.15.0 || >=26');
});
