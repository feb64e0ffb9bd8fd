/** Files hold one idea: 400 lines at most, and above 250 they owe a reason. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../support/scenario.ts';

const SOFT = 250;
const HARD = 400;

/** Files above the soft limit, each with the reason why splitting would make it worse. */
const REASONS: Readonly<Record<string, string>> = {};

const files = globSync(['src/**/*.ts', 'scripts/**/*.ts', 'bin/*', 'bench/**/*.ts', 'test/**/*.ts'], {
  cwd: repository,
  exclude: ['**/node_modules/**', 'test/fixtures/**'],
})
  .map((file) => file.replaceAll('\\', '/'))
  .sort();

function linesOf(file: string): number {
  return readFileSync(join(repository, file), 'utf8').split('\n').length - 1;
}

test('no file is too long', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => linesOf(file) > HARD)).toEqual([]);
});

test('long source files have a reason, and reasons have a long file', () => {
  const long = files.filter((file) => /^(src|scripts|bin)\//.test(file) && linesOf(file) > SOFT);
  expect(long).toEqual(Object.keys(REASONS).sort());
  for (const reason of Object.values(REASONS)) expect(reason.length).toBeGreaterThan(20);
});
