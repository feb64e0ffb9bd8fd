/** A command line in a real terminal: tmux on a socket of its own. */
import { execFileSync } from 'node:child_process';

export interface PaneOptions {
  /** As a shell reads it; the screen goes away when it ends. */
  readonly line: string;
  readonly columns: number;
  readonly rows: number;
}

export interface Pane {
  /** What is on the screen, without blanks at the ends; `-e`, `-J` … as `tmux capture-pane` takes them. */
  capture(...flags: string[]): string;
  /** Where the cursor is, from 0; undefined while it is hidden. */
  cursor(): Place | undefined;
  /** Presses keys by tmux's names: `Enter`, `Down`, `C-c`. */
  press(...keys: string[]): void;
  type(text: string): void;
  /** Ends it with all that runs in it. */
  close(): void;
}

export interface Place {
  readonly column: number;
  readonly row: number;
}

let count = 0;

/** @throws Error where there is no tmux. */
export function openPane({ line, columns, rows }: PaneOptions): Pane {
  const socket = `nerve-${process.pid}-${Date.now().toString(36)}-${count++}`;
  const tmux = (...words: string[]): string =>
    execFileSync('tmux', ['-u', '-L', socket, ...words], { encoding: 'utf8' });
  tmux('-f', '/dev/null', 'new-session', '-d', '-x', String(columns), '-y', String(rows), line);
  return {
    capture: (...flags) =>
      tmux('capture-pane', '-p', ...flags)
        .replace(/[ \t]+$/gm, '')
        .trimEnd(),
    cursor: () => {
      const words = tmux('display-message', '-p', '#{cursor_flag} #{cursor_x} #{cursor_y}').split(' ');
      const [isShown, column = 0, row = 0] = words.map(Number);
      return isShown ? { column, row } : undefined;
    },
    press: (...keys) => void tmux('send-keys', ...keys),
    type: (text) => void tmux('send-keys', '-l', text),
    close: () => void tmux('kill-server'),
  };
}
