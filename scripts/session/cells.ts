/** What `tmux capture-pane -e` writes, as pieces of text with a place and a style. Pure. */

export interface Piece {
  /** From 0. */
  readonly column: number;
  readonly text: string;
  /** Names for how it looks: `bold`, `dim`, `underline`, `green` …; sorted. */
  readonly style: readonly string[];
}

const COLORS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const MODES: Readonly<Record<number, string>> = { 1: 'bold', 2: 'dim', 4: 'underline' };
const MODES_OFF: Readonly<Record<number, readonly string[]>> = { 22: ['bold', 'dim'], 24: ['underline'] };

const DEFAULT_COLOR = 39;
const DEFAULT_BACKGROUND = 49;

const ESCAPE = String.fromCharCode(27);
const SEQUENCE = new RegExp(`${ESCAPE}\\[([\\d;]*)m|${ESCAPE}[()].|[\\u000E\\u000F]`);

/** The pieces of every row. A style goes on over line ends, as tmux means it. */
export function rowsOf(painted: string): Piece[][] {
  let style: ReadonlySet<string> = new Set();
  return painted.split('\n').map((line) => {
    const pieces: Piece[] = [];
    let column = 0;
    let rest = line;
    while (rest !== '') {
      const match = SEQUENCE.exec(rest);
      const text = match ? rest.slice(0, match.index) : rest;
      if (text !== '') pieces.push({ column, text, style: [...style].sort() });
      column += [...text].length;
      if (!match) break;
      if (match[1] !== undefined) style = restyled(style, match[1].split(';').map(Number));
      rest = rest.slice(match.index + match[0].length);
    }
    return pieces;
  });
}

/**
 * The style after the numbers of one sequence. Bright colours are taken for the plain ones.
 * @throws Error for what nerve does not use, such as a background.
 */
function restyled(style: ReadonlySet<string>, numbers: readonly number[]): ReadonlySet<string> {
  const now = new Set(style);
  for (const number of numbers) {
    const mode = MODES[number];
    if (number === 0) now.clear();
    else if (mode) now.add(mode);
    else if (MODES_OFF[number]) for (const old of MODES_OFF[number]) now.delete(old);
    else if (number !== DEFAULT_BACKGROUND) {
      const color = COLORS[number - (number < 90 ? 30 : 90)];
      if (!color && number !== DEFAULT_COLOR) throw new Error(`the picture knows no style ${number}`);
      for (const old of COLORS) now.delete(old);
      if (color) now.add(color);
    }
  }
  return now;
}
