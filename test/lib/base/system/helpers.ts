/** What the tests of the system share. */
import { type ChildProcess, spawn } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { createAllowlist } from '../../../../src/lib/base/system/allowlist.ts';
import { createRealSystem, type RealSystem } from '../../../../src/lib/base/system/real-system.ts';

/** A real system that may change everything below `root` (and single files elsewhere). */
export function systemFor(root: string, files: readonly string[] = [], descriptors?: boolean): RealSystem {
  const allowlist = createAllowlist({ roots: [root], files, home: '/nonexistent/home' });
  return createRealSystem(descriptors === undefined ? { allowlist } : { allowlist, descriptors });
}

/** Starts a program of `children/`. */
export function child(name: string, ...args: readonly string[]): ChildProcess {
  const script = fileURLToPath(new URL(`./children/${name}.ts`, import.meta.url));
  const started = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  children.push(started);
  return started;
}

const children: ChildProcess[] = [];

// Those of a test that failed half-way.
afterAll(() => {
  for (const started of children) started.kill('SIGKILL');
});

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function ended(process: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  process.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  process.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => {
    process.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** Resolves when the child has said something. */
export function spoken(process: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    process.stdout?.once('data', (chunk) => resolve(String(chunk)));
    process.once('close', () => reject(new Error('ended without a word')));
  });
}

/** Everything below a folder: kind, mode, times, content. */
export function treeOf(directory: string): Record<string, unknown> {
  const entries = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    ['.', ...entries].map((name) => {
      const path = join(directory, name);
      const { mode, mtimeMs, ctimeMs, nlink, ino } = lstatSync(path);
      const stats = lstatSync(path);
      const content = stats.isFile()
        ? readFileSync(path, 'hex')
        : stats.isSymbolicLink()
          ? readlinkSync(path)
          : undefined;
      return [name, { mode, mtimeMs, ctimeMs, nlink, ino, content }];
    }),
  );
}

/** The `code` of what `work` throws; the name of an error without one; undefined when nothing is thrown. */
export function codeOf(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) return error;
    return 'code' in error ? error.code : error.name;
  }
}
