/** How many columns a text takes in a terminal, and making it fit. */

const WIDE =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{Emoji_Presentation}\uFF01-\uFF60\u3000-\u303E]/u;
const NO_WIDTH = /\p{M}|[\u200B-\u200D]/u;

/** Columns of a text without control characters. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/** The text, or as much of its beginning as fits with an ellipsis behind it. */
export function cutEnd(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  return columns < 1 ? '' : `${take([...text], columns - 1)}…`;
}

/** The same for a path: its end says more than its beginning. */
export function cutStart(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  return columns < 1 ? '' : `…${[...take([...text].reverse(), columns - 1)].reverse().join('')}`;
}

/** Words of a text on lines of at most `columns`; a longer word stays whole. */
export function wrap(text: string, columns: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(indent + longer) > columns) {
      lines.push(indent + line);
      line = word;
    } else line = longer;
  }
  return [...lines, indent + line].join('\n');
}

/** Columns of a terminal; undefined for what is none, such as a file or a pipe. */
export function terminalColumns({ isTTY, columns }: NodeJS.WriteStream): number | undefined {
  return isTTY ? Math.max(20, columns || 80) : undefined;
}

/** File names and messages may hold anything: what would steer the terminal becomes a question mark. */
export function clean(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/(?![\u200C\u200D])\p{C}/gu, '?');
}

function take(characters: readonly string[], columns: number): string {
  let left = columns;
  let taken = '';
  for (const character of characters) {
    left -= columnsOf(character);
    if (left < 0) break;
    taken += character;
  }
  return taken;
}

function columnsOf(character: string): number {
  if (NO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
