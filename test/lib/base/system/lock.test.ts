import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLocks } from '../../../../src/lib/base/system/lock.ts';
import { tempDir } from '../../../support/temp.ts';
import { child, codeOf, ended, spoken, systemFor } from './helpers.ts';

const soon = { waitMs: 10_000, purpose: 'nerve test' };
const now = { waitMs: 0, purpose: 'nerve test' };

test('another process is waited for; the message says who it is', async () => {
  const file = join(tempDir(), 'nerve.lock');
  const holder = child('hold-lock', file, 'nerve sync');
  const end = ended(holder);
  await spoken(holder);
  const withLock = createLocks();
  await expect(withLock(file, async () => 1, now)).rejects.toMatchObject({
    code: 'locked',
    exit: 5,
    message: expect.stringContaining(`another nerve process (pid ${holder.pid}, "nerve sync"`),
  });
  const mine = withLock(file, async () => holder.exitCode, soon);
  holder.stdin?.end();
  expect((await end).stderr).toBe('');
  await mine;
  expect(await withLock(file, async () => 'again', now)).toBe('again');
});

test('a killed holder holds nothing', async () => {
  const file = join(tempDir(), 'nerve.lock');
  const holder = child('hold-lock', file, 'nerve sync');
  const end = ended(holder);
  await spoken(holder);
  holder.kill('SIGKILL');
  await end;
  expect(existsSync(`${file}.owner`)).toBe(true);
  await createLocks()(
    file,
    async () => expect(JSON.parse(readFileSync(`${file}.owner`, 'utf8'))).toMatchObject({ pid: process.pid }),
    now,
  );
});

test('in one process holders take turns in order, also after one that threw', async () => {
  const file = join(tempDir(), 'nerve.lock');
  const withLock = createLocks();
  const steps: string[] = [];
  const work = (name: string, fails = false) =>
    withLock(
      file,
      async () => {
        steps.push(`${name} in`);
        await sleep(1);
        steps.push(`${name} out`);
        if (fails) throw new Error(name);
      },
      soon,
    );
  const results = await Promise.allSettled([work('a'), work('b', true), work('c')]);
  expect(steps).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('a nested holder is told so, and does not disturb those who wait', async () => {
  const file = join(tempDir(), 'nerve.lock');
  const withLock = createLocks();
  let later: Promise<string> | undefined;
  await withLock(
    file,
    async () => {
      const nested = withLock(file, async () => 1, { waitMs: 5, purpose: 'inner' });
      later = withLock(file, async () => 'later', soon);
      await expect(nested).rejects.toMatchObject({
        code: 'locked',
        message: expect.stringContaining('this nerve process itself ("nerve test"'),
      });
    },
    soon,
  );
  expect(await later).toBe('later');
});

test('two sets of locks in one process exclude each other', async () => {
  const file = join(tempDir(), 'nerve.lock');
  await createLocks()(
    file,
    async () => expect(createLocks()(file, async () => 1, now)).rejects.toMatchObject({ code: 'locked' }),
    soon,
  );
});

test('a removed lock file does not let two in for good, and nothing is left beside it', async () => {
  const directory = tempDir();
  const file = join(directory, 'nerve.lock');
  const holder = child('hold-lock', file, 'nerve sync');
  const end = ended(holder);
  await spoken(holder);
  const withLock = createLocks();
  const waiting = withLock(file, async () => statSync(file).ino, soon);
  await sleep(40);
  rmSync(file);
  holder.stdin?.end();
  await end;
  const inode = await waiting;
  expect(statSync(file).ino).toBe(inode);
  expect([readdirSync(directory), statSync(file).size, statSync(file).mode & 0o777]).toEqual([
    ['nerve.lock'],
    0,
    0o600,
  ]);
});

test('a file with other content is no lock; a hostile note of the owner is no message', async () => {
  const directory = tempDir();
  const other = join(directory, 'notes.txt');
  writeFileSync(other, 'my notes, which are longer than the head of a database. '.repeat(20));
  const withLock = createLocks();
  await expect(withLock(other, async () => 1, now)).rejects.toMatchObject({ code: 'lock-unusable', exit: 4 });

  const file = join(directory, 'nerve.lock');
  const second = createLocks();
  await withLock(
    file,
    async () => {
      for (const note of ['{"pid":', '[]', '{"pid":-1,"purpose":"x","since":"y"}', '{"pid":"1"}']) {
        writeFileSync(`${file}.owner`, note);
        await expect(second(file, async () => 1, now)).rejects.toThrow('locked by another nerve process.');
      }
      writeFileSync(
        `${file}.owner`,
        JSON.stringify({ pid: process.pid, purpose: '\u001b[31mred', since: '' }),
      );
      await expect(second(file, async () => 1, now)).rejects.toThrow('("[31mred"');
    },
    now,
  );
});

test('a lock is taken only inside the allowlist', async () => {
  const root = tempDir();
  const outside = tempDir();
  const system = systemFor(join(root, 'home'));
  await expect(system.withLock(join(outside, 'l'), async () => 1, now)).rejects.toMatchObject({
    code: 'outside-allowlist',
  });
  expect(await system.withLock(join(root, 'home/l'), async () => 1, now)).toBe(1);
  expect(codeOf(() => statSync(join(outside, 'l')))).toBe('ENOENT');
});
