/** Folders, rows and child processes for the tests of the store. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { openStore, type Store } from '../../../../src/lib/base/store/store.ts';
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

export async function openTestStore(
  file: string,
  options: { readOnly?: boolean; clock?: { now(): Date } } = {},
): Promise<Store> {
  const store = await openStore({ file, clock: options.clock ?? testClock(), readOnly: options.readOnly });
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

/** Runs a script beside the tests to its end. */
export function runChild(script: URL, args: readonly string[]): Promise<ChildResult> {
  return new Promise((resolve, reject) => {
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
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
