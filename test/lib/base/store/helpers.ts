/** Folders, rows and child processes for the tests of the store. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { openStore, type Store, type StoreOptions } from '../../../../src/lib/base/store/store.ts';
import type { NewToken } from '../../../../src/lib/base/store/token-row.ts';

export const T0 = Date.UTC(2030, 0, 1);

/** A private folder that is gone after the test. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nerve-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A clock that stands still until it is told. */
export function testClock(start = T0): { now(): Date; set(time: number): void; add(ms: number): void } {
  let time = start;
  return {
    now: () => new Date(time),
    set: (next) => {
      time = next;
    },
    add: (ms) => {
      time += ms;
    },
  };
}

export async function openTestStore(file: string, options: Partial<StoreOptions> = {}): Promise<Store> {
  const store = await openStore({ clock: testClock(), ...options, file });
  onTestFinished(() => store.close());
  return store;
}

export function newToken(changes: Partial<NewToken> = {}): NewToken {
  return {
    jti: 'T1',
    name: 'laptop',
    kind: 'api',
    subject: 'ann',
    scopes: ['read'],
    keyId: 'key1',
    hash: `hash-of-${changes.jti ?? 'T1'}`,
    createdAt: T0,
    expiresAt: T0 + 3_600_000,
    ...changes,
  };
}

export interface ChildResult {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Child {
  readonly ended: Promise<ChildResult>;
  /** Resolves once the child has written the text to stdout. */
  said(text: string): Promise<void>;
  kill(): void;
}

/** Runs a script beside the tests to its end. */
export function runChild(script: URL, args: readonly string[]): Promise<ChildResult> {
  return startChild(script, args).ended;
}

/** Starts a script beside the tests. */
export function startChild(script: URL, args: readonly string[]): Child {
  const child = spawn(process.execPath, [fileURLToPath(script), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const ended = new Promise<ChildResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return {
    ended,
    said: async (text) => {
      while (!stdout.includes(text)) {
        const next = new Promise((resolve) => child.stdout.once('data', resolve));
        const over = ended.then((result) => {
          if (!result.stdout.includes(text)) throw new Error(`the child ended: ${JSON.stringify(result)}`);
        });
        await Promise.race([next, over]);
      }
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}
