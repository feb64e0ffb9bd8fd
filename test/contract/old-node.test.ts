/** Under a Node that is too old, `bin/nerve.js` says so in one line and imports nothing. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { repository } from '../support/scenario.ts';
import { tempDir } from '../support/temp.ts';

const { engines } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));

/** The three numbers of a version. */
function numbers(version: string): number[] {
  return version.split('.').map(Number);
}

function isAtLeast(version: string, floor: string): boolean {
  const wanted = numbers(floor);
  const [first] = numbers(version)
    .map((number, at) => number - (wanted[at] ?? 0))
    .filter((difference) => difference !== 0);
  return (first ?? 0) >= 0;
}

/** Whether a version is in a range of the forms `^1.2.3` and `>=1`, joined by `||`. */
function satisfies(version: string, range: string): boolean {
  return range.split('||').some((part) => {
    const [, operator, floor = ''] = /^\s*(\^|>=)(\d+(?:\.\d+){0,2})\s*$/.exec(part) ?? [];
    if (!operator) throw new Error(`cannot read the range ${part}`);
    const isSameMajor = numbers(version)[0] === numbers(floor)[0];
    return isAtLeast(version, floor) && (operator === '>=' || isSameMajor);
  });
}

/** The entry without anything that it could import, so that an import shows. */
let folder: string;

beforeAll(() => {
  folder = tempDir();
  cpSync(join(repository, 'bin'), join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
});

function runUnder(version: string) {
  const preload = join(folder, `${version}.cjs`);
  writeFileSync(
    preload,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`,
  );
  return spawnSync(process.execPath, ['--require', preload, join(folder, 'bin', 'nerve.js'), '--version'], {
    encoding: 'utf8',
  });
}

const VERSIONS = [
  '12.22.12',
  '18.20.8',
  '20.20.2',
  '21.7.3',
  '22.0.0',
  '22.22.1',
  '22.22.2',
  '22.23.0',
  '23.11.0',
  '24.0.0',
  '24.14.9',
  '24.15.0',
  '24.21.0',
  '25.9.0',
  '26.0.0',
  '27.1.0',
  '100.0.0',
];

describe.each(VERSIONS)('Node %s', (version) => {
  const isSupported = satisfies(version, engines.node);

  test(isSupported ? 'is let in, as engines says' : 'is turned away, as engines says', () => {
    const { status, stdout, stderr } = runUnder(version);
    expect(stdout).toBe('');
    if (isSupported) {
      expect(stderr).toContain('ERR_MODULE_NOT_FOUND');
      return;
    }
    expect(status).toBe(5);
    expect(stderr).toMatch(/^nerve needs Node [^\n]*\n$/);
    expect(stderr).toContain(version);
    expect(stderr).toContain('npm ci');
  });
});

test('the range is read right', () => {
  expect(satisfies('22.22.2', engines.node)).toBe(true);
  expect(satisfies('22.22.1', engines.node)).toBe(false);
  expect(satisfies('23.0.0', engines.node)).toBe(false);
  expect(satisfies('24.15.0', engines.node)).toBe(true);
  expect(satisfies('25.0.0', engines.node)).toBe(false);
  expect(satisfies('26.0.0', engines.node)).toBe(true);
  expect(satisfies(process.versions.node, engines.node)).toBe(true);
});

const machines = ['/usr/bin/node', '/usr/local/bin/node'].flatMap((file) => {
  try {
    return [
      { file, version: execFileSync(file, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim() },
    ];
  } catch {
    return [];
  }
});

test.each(machines)('the $file of this machine, $version, is judged the same', ({ file, version }) => {
  const run = spawnSync(file, [join(folder, 'bin', 'nerve.js')], { encoding: 'utf8' });
  if (satisfies(version, engines.node)) expect(run.stderr).toContain('ERR_MODULE_NOT_FOUND');
  else
    expect(run).toMatchObject({
      status: 5,
      stdout: '',
      stderr: expect.stringMatching(/^nerve needs Node [^\n]*\n$/),
    });
});
