import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../../src/lib/base/kernel/hash.ts';
import { ChangedUnderneath } from '../../../../src/lib/base/system/system.ts';
import { tempDir } from '../../../support/temp.ts';
import { child, codeOf, ended, spoken, systemFor } from './helpers.ts';

describe.each(['in-place', 'rename'])('beside another program that writes %s', (how) => {
  test('none of its increments is lost', async () => {
    const directory = tempDir();
    const system = systemFor(directory);
    const file = join(directory, 'state.json');
    writeFileSync(file, '{"theirs":0,"ours":0}');
    const other = child('counter', file, how, '80', '3');
    const end = ended(other);
    let written = 0;
    while (other.exitCode === null && other.signalCode === null) {
      await sleep(1);
      const before = system.read(file);
      const text = before?.bytes.toString() ?? '';
      // An in-place writer truncates first; whoever reads then sees nothing.
      if (before === undefined || !text.endsWith('}')) continue;
      const value = JSON.parse(text);
      try {
        system.write(file, Buffer.from(JSON.stringify({ ...value, ours: value.ours + 1 })), {
          expect: before.hash,
        });
        written += 1;
      } catch (error) {
        if (!(error instanceof ChangedUnderneath)) throw error;
      }
    }
    const { stdout, stderr } = await end;
    expect(stderr).toBe('');
    expect(written).toBeGreaterThan(0);
    expect(JSON.parse(readFileSync(file, 'utf8')).theirs).toBe(Number(stdout));
    expect(readdirSync(directory)).toEqual(['state.json']);
  });
});

test.concurrent.each([
  ['before the rename', 'ChangedUnderneath: theirs'],
  ['after the rename', 'ChangedUnderneath: theirs'],
  // Truncated before, written when it is all over: only the same inode can receive it.
  ['much later', 'ChangedUnderneath: theirs'],
  ['no links', 'ChangedUnderneath: theirs'],
  ['after their own rename', 'ChangedUnderneath: newest'],
])('an in-place writer that was overtaken, %s, finds its bytes in the file', async (moment, expected) => {
  const directory = tempDir();
  const file = join(directory, 'f');
  writeFileSync(file, 'old');
  const { stdout, stderr } = await ended(child('overtaken', file, moment, sha256('old')));
  expect(stderr).toBe('');
  expect(stdout).toBe(expected);
  expect(readdirSync(directory)).toEqual(['f']);
});

test('a directory swapped for a link never redirects a write', async () => {
  const base = tempDir();
  const directory = join(base, 'root/d');
  const outside = join(base, 'outside');
  for (const path of [directory, outside]) mkdirSync(path, { recursive: true });
  const system = systemFor(join(base, 'root'));
  const swapper = child('swap-directory', directory, outside);
  const end = ended(swapper);
  await spoken(swapper);
  const seen = new Map<unknown, number>();
  const refused = (): number => (seen.get('outside-allowlist') ?? 0) + (seen.get('directory-moved') ?? 0);
  const enough = (): boolean => (seen.get(undefined) ?? 0) > 10 && refused() > 10;
  for (let round = 0; round < 3000 && !enough(); round += 1) {
    const code = codeOf(() => system.write(join(directory, 'f'), Buffer.from(String(round))));
    seen.set(code, (seen.get(code) ?? 0) + 1);
    expect(readdirSync(outside)).toEqual([]);
  }
  swapper.kill('SIGKILL');
  await end;
  expect(enough()).toBe(true);
  const known = [undefined, 'outside-allowlist', 'directory-moved', 'not-a-directory', 'ChangedUnderneath'];
  expect([...seen.keys()].filter((code) => !known.includes(code as string))).toEqual([]);
  expect(readdirSync(outside)).toEqual([]);
});

describe.each([
  ['replace', 'old', 'new'],
  ['create', undefined, 'new'],
  ['remove', 'old', undefined],
])('killed while it should %s', (deed, before, after) => {
  test('the file is as before or as wanted, and the next write cleans up', async () => {
    const seen = new Set<string | undefined>();
    const attempt = async (last: number): Promise<boolean> => {
      const directory = tempDir();
      const file = join(directory, 'f');
      if (before !== undefined) writeFileSync(file, before);
      const run = child('kill-at', file, deed, 'new', sha256(before ?? ''), String(last));
      const { signal, stderr } = await ended(run);
      expect(stderr).toBe('');
      const found = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
      expect([before, after]).toContain(found);
      seen.add(found);
      systemFor(directory).write(file, Buffer.from('next'), {
        expect: found === undefined ? null : sha256(found),
      });
      expect(readdirSync(directory)).toEqual(['f']);
      return signal === 'SIGKILL';
    };
    let killed = true;
    for (let last = 1; killed; last += 2) {
      const results = await Promise.all([attempt(last), attempt(last + 1)]);
      killed = results.every(Boolean);
      expect(last).toBeLessThan(30);
    }
    expect(seen).toEqual(new Set([before, after]));
  });
});
