import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { createAllowlist } from '../../../../src/lib/base/system/allowlist.ts';
import {
  processIsAlive,
  removeStaleTemps,
  staleTemps,
  tempName,
  tempOwner,
} from '../../../../src/lib/base/system/temp-files.ts';
import { tempDir } from '../../../support/temp.ts';

const deadPid = spawnSync(process.execPath, ['--version']).pid;

test('a temp name tells its file and its writer', () => {
  expect(tempName('a.json')).toMatch(/^\.a\.json\.nerve-\d+-[0-9a-f]{12}\.tmp$/);
  expect(tempOwner(tempName('a.json'), 'a.json')).toBe(process.pid);
  expect(tempOwner(tempName('a.json'), 'b.json')).toBeUndefined();
  expect(tempOwner('.a.json.nerve-x-0123456789ab.tmp')).toBeUndefined();
  expect(tempOwner('a.json')).toBeUndefined();
});

test('a long name still fits', () => {
  const long = '日'.repeat(85);
  expect(Buffer.byteLength(tempName(long))).toBeLessThanOrEqual(255);
  expect(tempOwner(tempName(long), long)).toBe(process.pid);
});

test('stale are those of dead writers and those older than ten minutes', () => {
  const directory = tempDir();
  const dead = tempName('a', deadPid);
  const living = tempName('a');
  for (const name of [dead, living, 'a', '.a.tmp']) writeFileSync(join(directory, name), 'x');
  mkdirSync(join(directory, tempName('folder', deadPid)));
  symlinkSync('a', join(directory, tempName('link', deadPid)));
  const found = (options?: Parameters<typeof staleTemps>[1]) =>
    staleTemps(directory, options).map((path) => basename(path));
  expect(found()).toEqual([dead]);
  expect(found({ base: 'b' })).toEqual([]);
  expect(found({ now: Date.now() + 11 * 60_000 }).sort()).toEqual([dead, living].sort());
  expect(staleTemps(join(directory, 'absent'))).toEqual([]);
});

test('only stale temps inside the allowlist are removed', () => {
  const directory = tempDir();
  const other = tempDir();
  const dead = tempName('a', deadPid);
  for (const folder of [directory, other]) writeFileSync(join(folder, dead), 'x');
  const allowlist = createAllowlist({ roots: [directory], files: [], home: '/nonexistent/home' });
  expect(removeStaleTemps(allowlist, directory)).toEqual([join(directory, dead)]);
  expect(removeStaleTemps(allowlist, other)).toEqual([]);
  expect([readdirSync(directory), readdirSync(other)]).toEqual([[], [dead]]);
});

test('knows the living from the dead', () => {
  expect([processIsAlive(process.pid), processIsAlive(1), processIsAlive(deadPid)]).toEqual([
    true,
    true,
    false,
  ]);
});
