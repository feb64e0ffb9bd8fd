/** The front of the command line as a process: pipes that close, narrow help, where the compile cache goes. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeHome, treeOf } from './support/home.ts';
import { buildNerve, ended } from './support/scenario.ts';
import { tempDir } from './support/temp.ts';

let entry: string;
let home: string;

beforeAll(async () => {
  entry = await buildNerve();
  home = makeHome({ '.codex': null });
});

function run(args: string, env: Record<string, string> = {}) {
  return spawnSync(process.execPath, [entry, ...args.split(' ')], {
    env: { HOME: home, PATH: '/usr/bin:/bin', ...env },
    encoding: 'utf8',
  });
}

test.each(['--help', 'capabilities --json', 'agents list'])(
  '%s into a pipe that closes is no failure',
  async (args) => {
    const child = spawn(process.execPath, [entry, ...args.split(' ')], {
      env: { HOME: home, PATH: '/usr/bin:/bin' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout?.destroy();
    expect(await ended(child)).toMatchObject({ code: 0, signal: null, stderr: '' });
  },
);

test.runIf(existsSync('/dev/full'))('a full disk under the output is one line and exit 5', () => {
  const { status, stderr } = spawnSync(
    '/bin/sh',
    ['-c', '"$0" "$1" --help >/dev/full', process.execPath, entry],
    {
      env: { HOME: home },
      encoding: 'utf8',
    },
  );
  expect({ status, stderr }).toEqual({
    status: 5,
    stderr: expect.stringMatching(/^error [^\n]*ENOSPC[^\n]*\n$/),
  });
});

describe('help', () => {
  test.each(['--help', 'agents', 'help init', 'token list -h'])('%s fits into 40 columns', (args) => {
    const { status, stdout } = run(args, { OCLIF_COLUMNS: '40' });
    expect(status).toBe(0);
    expect(stdout.split('\n').filter((line) => line.length > 40)).toEqual([]);
  });

  test('is the same by all ways', () => {
    const { stdout } = run('help agents list');
    expect(stdout).toContain('USAGE');
    for (const args of ['agents list --help', 'agents list -h', '--help agents list']) {
      expect(run(args)).toMatchObject({ status: 0, stdout, stderr: '' });
    }
  });

  test('of a topic is what the topic alone says', () => {
    const { status, stdout } = run('agents');
    expect(status).toBe(0);
    expect(stdout).toContain('agents list');
    expect(run('help agents').stdout).toBe(stdout);
  });

  test('lists commands as data under --json, hidden ones aside', () => {
    const names = (args: string): string[] =>
      JSON.parse(run(args).stdout).data.commands.map(({ command }: { command: string }) => command);
    expect(names('--help --json')).toContain('init');
    expect(names('--help --json')).not.toContain('welcome');
    expect(names('agents --json').every((name) => name.startsWith('agents '))).toBe(true);
    expect(names('help token list --json')).toEqual(['token list']);
  });
});

describe('the compile cache', () => {
  test('goes below the folder for temporary files, not into the home or the package', () => {
    const [temp, root] = [tempDir(), dirname(dirname(entry))];
    const [before, packageBefore] = [treeOf(home), treeOf(root)];
    expect(run('agents list', { TMPDIR: temp })).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(temp)).toEqual(['node-compile-cache']);
    expect([treeOf(home), treeOf(root)]).toEqual([before, packageBefore]);
  });

  test('goes where NODE_COMPILE_CACHE says', () => {
    const [temp, cache] = [tempDir(), join(tempDir(), 'cache')];
    expect(run('agents list', { TMPDIR: temp, NODE_COMPILE_CACHE: cache })).toMatchObject({ status: 0 });
    expect(readdirSync(cache)).toHaveLength(1);
    expect(readdirSync(temp)).toEqual([]);
  });

  test('can be turned off', () => {
    const temp = tempDir();
    expect(run('agents list', { TMPDIR: temp, NODE_DISABLE_COMPILE_CACHE: '1' })).toMatchObject({
      status: 0,
    });
    expect(readdirSync(temp)).toEqual([]);
  });

  test('is done without where it cannot be written', () => {
    expect(run('agents list', { TMPDIR: join(home, 'nowhere') })).toMatchObject({
      status: 0,
      stderr: '',
    });
    expect(run('agents list', { NODE_COMPILE_CACHE: '/dev/null/x' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });
});
