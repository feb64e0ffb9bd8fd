/** A real terminal: tmux on a socket of its own, with one nerve in it. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, expect, vi } from 'vitest';
import { buildNerve, repository } from '../../support/scenario.ts';

export interface TerminalOptions {
  readonly home: string;
  /** The command line behind `nerve`, as a shell reads it. */
  readonly args: string;
  readonly columns?: number;
  readonly rows?: number;
  /** Added to HOME, PATH, TERM and TZ. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Terminal {
  /** What is on the screen, without what differs between two runs. */
  screen(): string;
  /** The same with escape sequences. */
  painted(): string;
  /** Presses keys by tmux's names: `Enter`, `Down`, `C-c`. */
  press(...keys: string[]): void;
  type(text: string): void;
  /** Waits until the screen shows something. */
  shows(part: string | RegExp): Promise<void>;
  /** Waits for the end; the exit code. */
  ended(): Promise<number>;
}

const sockets: string[] = [];
let count = 0;

afterEach(() => {
  for (const socket of sockets.splice(0)) execFileSync('tmux', ['-L', socket, 'kill-server']);
});

export async function openTerminal(options: TerminalOptions): Promise<Terminal> {
  const { home, args, columns = 80, rows = 60 } = options;
  const socket = `nerve-test-${process.pid}-${Date.now().toString(36)}-${count++}`;
  const tmux = (...words: string[]): string =>
    execFileSync('tmux', ['-L', socket, ...words], { encoding: 'utf8' });
  const env = { HOME: home, PATH: `${home}/bin:/usr/bin:/bin`, TERM: 'screen', TZ: 'UTC', ...options.env };
  const words = Object.entries(env).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const nerve = `${JSON.stringify(process.execPath)} ${JSON.stringify(await buildNerve())}`;
  const line = `cd ${home}; env -i ${words.join(' ')} ${nerve} ${args}; echo "exit=$?"; exec sleep 300`;
  tmux('-f', '/dev/null', 'new-session', '-d', '-x', String(columns), '-y', String(rows), line);
  sockets.push(socket);
  const capture = (...more: string[]): string =>
    tmux('capture-pane', '-p', ...more)
      .replace(/[ \t]+$/gm, '')
      .trimEnd();
  const screen = (): string => settled(capture(), home);
  const shows = (part: string | RegExp): Promise<void> =>
    vi.waitFor(() => expect(screen()).toMatch(part), { timeout: 30_000, interval: 40 });
  return {
    screen,
    shows,
    painted: () => capture('-e'),
    press: (...keys) => void tmux('send-keys', ...keys),
    type: (text) => void tmux('send-keys', '-l', text),
    async ended() {
      await shows(/^exit=\d+$/m);
      return Number(/^exit=(\d+)$/m.exec(screen())?.[1]);
    },
  };
}

/** Compares a screen with the fixture of this name. */
export async function expectScreen(terminal: Terminal, name: string): Promise<void> {
  const file = join(repository, 'test', 'fixtures', 'screens', `${name}.txt`);
  await expect(`${terminal.screen()}\n`).toMatchFileSnapshot(file);
}

function settled(text: string, home: string): string {
  return text.replaceAll(home, 'HOME');
}
