/** A real terminal with one nerve in it. */
import { join } from 'node:path';
import { afterEach, expect, vi } from 'vitest';
import { buildNerve, repository } from '../../support/scenario.ts';
import { openPane, type Pane } from '../../support/tmux.ts';

export interface TerminalOptions {
  readonly home: string;
  /** The command line behind `nerve`, as a shell reads it. */
  readonly args: string;
  readonly columns?: number;
  readonly rows?: number;
  /** Added to HOME, PATH, TERM and TZ. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Terminal extends Pick<Pane, 'press' | 'type'> {
  /** What is on the screen, without what differs between two runs. */
  screen(): string;
  /** The same with escape sequences. */
  painted(): string;
  /** Waits until the screen shows something. */
  shows(part: string | RegExp): Promise<void>;
  /** Waits for the end; the exit code. */
  ended(): Promise<number>;
}

const panes: Pane[] = [];

afterEach(() => {
  for (const pane of panes.splice(0)) pane.close();
});

export async function openTerminal(options: TerminalOptions): Promise<Terminal> {
  const { home, args, columns = 80, rows = 60 } = options;
  const env = { HOME: home, PATH: `${home}/bin:/usr/bin:/bin`, TERM: 'screen', TZ: 'UTC', ...options.env };
  const words = Object.entries(env).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const nerve = `${JSON.stringify(process.execPath)} ${JSON.stringify(await buildNerve())}`;
  const line = `cd ${home}; env -i ${words.join(' ')} ${nerve} ${args}; echo "exit=$?"; exec sleep 300`;
  const pane = openPane({ line, columns, rows });
  panes.push(pane);
  const screen = (): string => settled(pane.capture(), home);
  const shows = (part: string | RegExp): Promise<void> =>
    vi.waitFor(() => expect(screen()).toMatch(part), { timeout: 30_000, interval: 40 });
  return {
    screen,
    shows,
    painted: () => pane.capture('-e'),
    press: pane.press,
    type: pane.type,
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
