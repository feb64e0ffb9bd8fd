/** Ctrl-C during a command. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeHome, treeOf } from './support/home.ts';
import { buildNerve, ended, type Run } from './support/scenario.ts';
import { tempDir } from './support/temp.ts';

const preload = fileURLToPath(new URL('support/cli-interrupt.cjs', import.meta.url));
let entry: string;

beforeAll(async () => {
  entry = await buildNerve();
});

/** Runs nerve and interrupts it after it has put `at` files in their places. */
function interrupted(home: string, args: string, at: number): Promise<Run> {
  const child = spawn(process.execPath, ['--require', preload, entry, ...args.split(' ')], {
    env: { HOME: home, PATH: '/usr/bin:/bin', INTERRUPT_AT: String(at) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return ended(child);
}

describe.skipIf(process.platform === 'win32')('Ctrl-C', () => {
  test.each([1, 5, 10, 15])('after %i files undoes the change set', async (at) => {
    const home = makeHome({
      '.codex/config.toml': '# mine\n',
      '.claude.json': '{ "mine": 1 }\n',
      '.claude': null,
    });
    const before = treeOf(home);
    const { code, signal, stderr } = await interrupted(home, 'init --yes', at);
    expect({ code, signal }).toEqual({ code: 130, signal: null });
    expect(stderr).toMatch(/^error Interrupted[^\n]*\n$/);
    expect(treeOf(home, ['.nerve'])).toEqual(before);
    expect(await interrupted(home, 'init --yes', Infinity)).toMatchObject({ code: 0 });
    expect(await interrupted(home, 'sync --check', Infinity)).toMatchObject({ code: 0 });
  });

  test('is one envelope under --json', async () => {
    const home = makeHome({ '.codex': null });
    const { code, stdout } = await interrupted(home, 'init --yes --json', 5);
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, command: 'init', error: { kind: 'interrupted' } });
  });

  test('too late to undo lets the command finish', async () => {
    const home = makeHome({ '.codex': null });
    expect(await interrupted(home, 'init --yes', Infinity)).toMatchObject({ code: 0 });
    writeFileSync(join(home, 'nerve-workspace', 'SOUL.md'), '# Soul\n\nCalm.\n');
    expect(await interrupted(home, 'sync', 1_000)).toMatchObject({ code: 0 });
    expect(await interrupted(home, 'sync --check', Infinity)).toMatchObject({ code: 0 });
  });

  test('ends a command that only looks at once', async () => {
    const home = makeHome({ '.codex': null });
    const bin = tempDir();
    writeFileSync(join(bin, 'codex'), `#!/bin/sh\ntouch "${bin}/started"\nexec sleep 20\n`);
    chmodSync(join(bin, 'codex'), 0o755);
    const child = spawn(process.execPath, [entry, 'agents', 'status'], {
      env: { HOME: home, PATH: `${bin}:/usr/bin:/bin` },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const end = ended(child);
    while (!existsSync(join(bin, 'started'))) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill('SIGINT');
    expect(await end).toMatchObject({ code: 130, signal: null, stdout: '' });
  });
});
