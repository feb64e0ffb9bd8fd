/** `nerve sync --watch` as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, expect, vi } from 'vitest';
import { makeHome } from '../support/home.ts';
import { buildNerve, createNerve } from '../support/scenario.ts';

const running: ChildProcess[] = [];

afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await closed;
  }
});

export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface WatchProcess {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  /** The events of `--json`, so far. */
  readonly events: () => { readonly event: string; readonly [key: string]: unknown }[];
  readonly ended: Promise<End>;
  /** Waits until it is ready. */
  ready(): Promise<void>;
}

/** A home with two agents, set up. */
export async function readyHome(): Promise<string> {
  const home = makeHome({ '.codex': null, '.claude': null });
  await (await createNerve()).expect(0, home, 'init --yes');
  return home;
}

export async function startWatch(home: string, args = '--json'): Promise<WatchProcess> {
  const words = args.split(' ').filter(Boolean);
  const child = spawn(process.execPath, [await buildNerve(), 'sync', '--watch', ...words], {
    cwd: home,
    env: { HOME: home, PATH: '/usr/bin:/bin', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    err += chunk;
  });
  const ended = new Promise<End>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    child,
    out: () => out,
    err: () => err,
    events: () =>
      out
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    ended,
    ready: () => until(() => expect(`${out}${err}`).toMatch(/"event":"ready"|nerve watches, pid/)),
  };
}

/** Waits, generously, until an assertion holds. */
export function until(assertion: () => void): Promise<void> {
  return vi.waitFor(assertion, { timeout: 20_000, interval: 20 });
}
