import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findProgram, MAX_OUTPUT, runProgram } from '../../../../src/lib/base/system/spawn.ts';
import { processIsAlive } from '../../../../src/lib/base/system/temp-files.ts';
import { tempDir } from '../../../support/temp.ts';
import { codeOf, systemFor } from './helpers.ts';

const env = { PATH: process.env.PATH };
const timeout = 10_000;
const node = (script: string, options: Partial<Parameters<typeof runProgram>[2]> = {}) =>
  runProgram(process.execPath, ['-e', script], { env, timeout, ...options });

test('finds the first executable file on PATH', () => {
  const [first, second] = [tempDir(), tempDir()];
  mkdirSync(join(first, 'codex'));
  writeFileSync(join(first, 'claude'), '', { mode: 0o644 });
  for (const name of ['codex', 'claude']) writeFileSync(join(second, name), '');
  for (const name of ['codex', 'claude']) chmodSync(join(second, name), 0o755);
  const PATH = [first, '', '.', 'relative', second].join(':');
  expect(findProgram('codex', { PATH })).toBe(join(second, 'codex'));
  expect(findProgram('claude', { PATH })).toBe(join(second, 'claude'));
  expect(findProgram(join(second, 'codex'), {})).toBe(join(second, 'codex'));
  for (const name of ['absent', '', './codex', '../codex', 'a\0b', join(first, 'claude')]) {
    expect(findProgram(name, { PATH })).toBeUndefined();
  }
});

test('gives code and output, exactly the given environment, input or a closed stdin', async () => {
  const script = 'console.log(process.env.A); console.error("e"); process.exitCode = 3';
  expect(await node(script, { env: { A: '1', B: undefined } })).toEqual({
    code: 3,
    stdout: '1\n',
    stderr: 'e\n',
  });
  const echo = 'process.stdin.pipe(process.stdout)';
  expect(await node(echo, { input: 'in' })).toMatchObject({ code: 0, stdout: 'in' });
  expect(await node(echo)).toMatchObject({ code: 0, stdout: '' });
  expect(await node('console.log(Object.keys(process.env).length)', { env: {} })).toMatchObject({
    stdout: '0\n',
  });
});

test('arguments meet no shell', async () => {
  const run = await runProgram(process.execPath, ['-p', 'process.argv[1]', '$(id); `id` "'], {
    env,
    timeout,
  });
  expect(run.stdout).toBe('$(id); `id` "\n');
});

test('what cannot start, dies or writes too much has no code', async () => {
  const cwd = join(tempDir(), 'absent');
  expect(await runProgram('/nonexistent/x', [], { env, timeout })).toMatchObject({ code: undefined });
  expect(await node('0', { cwd })).toMatchObject({ code: undefined });
  expect(await node('process.kill(process.pid, "SIGTERM")')).toMatchObject({ code: undefined });
  const flood = await node('for (;;) require("fs").writeSync(1, "x".repeat(65536))');
  expect([flood.code, flood.stdout.length]).toEqual([undefined, MAX_OUTPUT]);
});

test('time runs out for what it started, too', async () => {
  const script = `const child = require('child_process').spawn(process.execPath,
    ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    console.log(child.pid); setInterval(() => {}, 1000)`;
  const result = await node(script, { timeout: 600 });
  expect(result.code).toBeUndefined();
  const pid = Number(result.stdout);
  expect(pid).toBeGreaterThan(0);
  await expect.poll(() => processIsAlive(pid) && !isZombie(pid), { timeout: 5000 }).toBe(false);
});

/** Killed, but its new parent has not noticed yet. */
function isZombie(pid: number): boolean {
  try {
    return /^State:\s+Z/mu.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test.skipIf(process.platform === 'win32')('starts what goes on alone, and keeps what it says', async () => {
  const root = tempDir();
  const log = join(root, 'logs', 'out.log');
  const system = systemFor(root);
  const script =
    'console.log(process.env.A, process.ppid); console.error(process.pid); setTimeout(() => 0, 60_000)';
  const said = (): string => readFileSync(log, 'utf8');
  system.start(process.execPath, ['-e', script], { cwd: root, env: { A: '1' }, log });
  await expect.poll(said).toMatch(/^1 \d+\n\d+\n$/);
  expect(statSync(log).mode & 0o777).toBe(0o600);
  const pid = Number(said().split('\n')[1]);
  // Its own group: nobody who ends ours ends it.
  process.kill(-pid, 'SIGKILL');
  await expect.poll(() => processIsAlive(pid)).toBe(false);
  system.start(process.execPath, ['-p', '2'], { cwd: root, env: {}, log });
  await expect.poll(said).toMatch(/\n2\n$/);
  system.start('/nonexistent/x', [], { cwd: root, env: {}, log });
  const outside = join(tempDir(), 'out.log');
  expect(codeOf(() => system.start(process.execPath, [], { cwd: root, env: {}, log: outside }))).toBe(
    'outside-allowlist',
  );
});
