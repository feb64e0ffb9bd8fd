/** One command in a real terminal, as a person sees it: typed, started, answered with keys, ended. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { quote } from '../../src/lib/setup/wizard/command-line.ts';
import { openPane, type Pane, type Place } from '../../test/support/tmux.ts';
import type { Step } from './minutes.ts';

export const COLUMNS = 100;
export const ROWS = 32;

export interface Screen {
  /** All that was printed so far, with lines as long as they were printed. */
  readonly text: string;
  /** What is visible, with escape sequences. */
  readonly painted: string;
  readonly cursor: Place | undefined;
}

export interface TerminalOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** A path for the command's exit code. */
  readonly exitFile: string;
}

const LONGEST_MS = 60_000;
const PAUSE_MS = 50;

/** Types the command behind a prompt, waits for Enter, runs it, notes its exit code, and keeps the screen. */
const SHELL = `printf '$ %s' "$1"; read -r _; eval "$1"; echo $? > "$2.new"; mv "$2.new" "$2"; exec sleep 600`;

/**
 * The screens of a command: typed, at each stop, and at its end.
 * @throws Error when it fails, or something does not come within a minute.
 */
export async function perform(step: Step, { cwd, env, exitFile }: TerminalOptions): Promise<Screen[]> {
  rmSync(exitFile, { force: true });
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const words = ['env', '-i', ...variables, 'sh', '-c', SHELL, 'sh', step.command, exitFile];
  const line = `cd ${quote(cwd)} && exec ${words.map(quote).join(' ')}`;
  const pane = openPane({ line, columns: COLUMNS, rows: ROWS });
  try {
    const screens = [await settled(pane, (text) => text.endsWith(step.command.slice(-20)), step.command)];
    pane.press('Enter');
    for (const stop of step.stops ?? []) {
      screens.push(await settled(pane, (text) => stop.until.test(text), String(stop.until)));
      if (stop.types) {
        pane.type(stop.types);
        await settled(pane, (text) => text.endsWith(stop.types ?? ''), stop.types);
      }
      pane.press(...stop.press);
    }
    screens.push(await settled(pane, () => existsSync(exitFile), `the end of ${step.command}`));
    const exit = readFileSync(exitFile, 'utf8').trim();
    if (exit !== '0') throw new Error(`${step.command} ended with ${exit}:\n${screens.at(-1)?.text}`);
    return screens;
  } finally {
    pane.close();
  }
}

/** The screen once it is as expected, and nothing moves any more. */
async function settled(pane: Pane, isThere: (text: string) => boolean, what: string): Promise<Screen> {
  const end = Date.now() + LONGEST_MS;
  let last: string | undefined;
  while (Date.now() < end) {
    const text = pane.capture('-J', '-S', '-');
    if (text === last) return { text, painted: pane.capture('-e'), cursor: pane.cursor() };
    last = isThere(text) ? text : undefined;
    await sleep(PAUSE_MS);
  }
  throw new Error(`${what} did not come within ${LONGEST_MS / 1000} s; the screen shows\n${pane.capture()}`);
}
