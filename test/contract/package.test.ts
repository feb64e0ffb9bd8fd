/** What is published, and what must not be in the repository. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundle } from '../../scripts/build.ts';
import { repository } from '../support/scenario.ts';
import { tempDir } from '../support/temp.ts';

const pjson = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));

describe('the tarball', () => {
  let files: string[];

  beforeAll(async () => {
    if (!existsSync(join(repository, 'dist', 'cli.js'))) await bundle(join(repository, 'dist'));
    // `npm test` says where npm is; elsewhere it is on PATH.
    const npm = process.env.npm_execpath;
    const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    const [file, ...first] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
    const output = execFileSync(file ?? 'npm', [...first, ...args], {
      cwd: repository,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      shell: process.platform === 'win32',
    });
    const result = JSON.parse(output.slice(output.search(/^[[{]/m)));
    const [packed] = Array.isArray(result) ? result : Object.values<{ files: { path: string }[] }>(result);
    files = packed.files.map((entry: { path: string }) => entry.path);
  }, 60_000);

  test('holds what runs, the licence and the readme', () => {
    for (const file of [
      'bin/nerve.js',
      'dist/cli.js',
      'oclif.manifest.json',
      'package.json',
      'LICENSE',
      'dist/licences.txt',
      'README.md',
    ]) {
      expect(files).toContain(file);
    }
    for (const bin of Object.values(pjson.bin)) expect(files).toContain(bin);
  });

  test('holds every command of the manifest', () => {
    const { commands } = JSON.parse(readFileSync(join(repository, 'oclif.manifest.json'), 'utf8'));
    for (const { relativePath } of Object.values<{ relativePath: string[] }>(commands)) {
      expect(files).toContain(relativePath.join('/'));
    }
  });

  test('holds nothing else', () => {
    const known =
      /^(bin|dist)\/|^(package\.json|oclif\.manifest\.json|README\.md|CHANGELOG\.md|LICENSE|NOTICE)$/;
    expect(files.filter((file) => !known.test(file))).toEqual([]);
    expect(files.filter((file) => /\.(ts|map)$/.test(file))).toEqual([]);
  });

  test('names only files that are there', () => {
    expect(pjson.files.filter((file: string) => !existsSync(join(repository, file)))).toEqual([]);
  });
});

test('what the build leaves outside is what package.json depends on', async () => {
  const outside = await bundle(join(tempDir(), 'dist'));
  expect([...outside].sort()).toEqual(Object.keys(pjson.dependencies).sort());
}, 60_000);

test('the lock file names no registry', () => {
  const lock = readFileSync(join(repository, 'package-lock.json'), 'utf8');
  expect(lock).not.toContain('"resolved"');
  expect(JSON.parse(lock)).toMatchObject({ name: pjson.name, version: pjson.version, lockfileVersion: 3 });
});

test('no file of the repository names a folder of this machine', () => {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
    encoding: 'utf8',
  });
  const files = listed.split('\0').filter((file) => file !== '' && existsSync(join(repository, file)));
  expect(files.length).toBeGreaterThan(100);
  const parent = dirname(repository);
  const places = [repository, userInfo().homedir, ...(dirname(parent) === parent ? [] : [parent])];
  const telling = places.filter((place) => place.length > '/root'.length || place === repository);
  const found = files.filter((file) => {
    const text = readFileSync(join(repository, file), 'latin1');
    return telling.some((place) => text.includes(place));
  });
  expect(found).toEqual([]);
});
