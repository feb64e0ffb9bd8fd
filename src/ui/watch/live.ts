/**
 * Draws lines over the ones drawn before. The cursor always rests below the last line and is never hidden, so that
 * there is nothing to put back, however the process ends.
 */
import { stripVTControlCharacters } from 'node:util';
import { widthOf } from '../width.ts';

export interface Live {
  /** Shows these lines; writes nothing if they are shown already. */
  show(lines: readonly string[]): void;
  /** Others wrote to the terminal: the next lines are drawn below. */
  forget(): void;
}

/** The part of a terminal that is used. */
export interface Terminal {
  readonly columns: number;
  write(text: string): unknown;
}

const UP = (rows: number): string => (rows > 0 ? `\u001B[${rows}A` : '');
const CLEAR_LINE = '\u001B[K';
const CLEAR_BELOW = '\u001B[J';

export function createLive(terminal: Terminal): Live {
  let shown: readonly string[] = [];
  return {
    show(lines) {
      const rows = heightOf(shown, terminal.columns);
      if (lines.length === shown.length && lines.every((line, at) => line === shown[at])) return;
      // One write: a terminal that draws in between would flicker.
      const text = lines.map((line) => `${line}${CLEAR_LINE}\n`).join('');
      terminal.write(`${UP(rows)}\r${text}${CLEAR_BELOW}`);
      shown = lines;
    },
    forget() {
      shown = [];
    },
  };
}

/** Rows that lines take: those drawn for a wider terminal have been wrapped since. */
function heightOf(lines: readonly string[], columns: number): number {
  return lines.reduce((sum, line) => {
    const width = widthOf(stripVTControlCharacters(line));
    return sum + Math.max(1, Math.ceil(width / Math.max(1, columns)));
  }, 0);
}
