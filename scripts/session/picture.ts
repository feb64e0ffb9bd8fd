/** A film of terminal screens as one SVG: text, not pixels; it moves by CSS alone, and stands where motion is unwanted. Pure. */
import { type Piece, rowsOf } from './cells.ts';
import type { Frame } from './film.ts';
import { COLUMNS, ROWS } from './terminal.ts';

/** For those who do not see it. */
const TITLE = 'The first five minutes with nerve';
const DESCRIPTION =
  'A terminal: nerve says what it found, shows what it would write, asks its questions, writes, examines itself; Codex ' +
  'is told about the user; nerve is removed, and every file is as before. docs/first-five-minutes.md has it as text.';

const FONT = 14;
const CELL = 8.43;
const LINE = 18;
const MARGIN = 16;
const BAR = 34;
const WIDTH = Math.ceil(COLUMNS * CELL + 2 * MARGIN);
const HEIGHT = BAR + ROWS * LINE + MARGIN;

/** Light text on a dark card, so that the page behind it does not matter. */
const STYLE = `text{font:${FONT}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d6dae1;white-space:pre}
.bold{font-weight:700}.dim{fill:#949cab}.underline{text-decoration:underline}
.black{fill:#949cab}.red{fill:#ff8a80}.green{fill:#8fd694}.yellow{fill:#e8c66a}.blue{fill:#8ab4ff}.magenta{fill:#d7a3f0}.cyan{fill:#7fd3de}.white{fill:#fff}
.title{fill:#949cab;text-anchor:middle}
.f{visibility:hidden}.still{visibility:visible}`;

/** Makes it. Rows that several frames show are kept once. */
export function pictureOf(frames: readonly Frame[]): string {
  const rows = frames.map(({ screen }) => rowsOf(screen.painted).map(drawRow));
  const counts = new Map<string, number>();
  for (const row of rows.flat()) counts.set(row, (counts.get(row) ?? 0) + 1);
  const shared = [...counts].filter(([row, count]) => row !== '' && count > 1).map(([row]) => row);
  const ids = new Map(shared.map((row, at) => [row, `r${at.toString(36)}`]));
  const groups = frames.map((frame, at) => drawFrame(frame, at, rows[at] ?? [], ids));
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="t d">`,
    `<title id="t">${TITLE}</title>`,
    `<desc id="d">${DESCRIPTION}</desc>`,
    `<style>${STYLE}\n${motion(frames)}</style>`,
    `<defs>${[...ids].map(([row, id]) => `<text id="${id}">${row}</text>`).join('\n')}</defs>`,
    `<rect x=".5" y=".5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="8" fill="#1b1f27" stroke="#5a6270"/>`,
    ...['#ff8a80', '#e8c66a', '#8fd694'].map(
      (color, at) => `<circle cx="${MARGIN + 6 + at * 18}" cy="17" r="5.5" fill="${color}"/>`,
    ),
    ...groups,
    '</svg>',
  ].join('\n')}\n`;
}

/** When each frame is to be seen, as animations that begin anew together. */
function motion(frames: readonly Frame[]): string {
  const total = frames.reduce((sum, { seconds }) => sum + seconds, 0);
  const percent = (seconds: number): string => `${Number(((seconds / total) * 100).toFixed(3))}%`;
  let start = 0;
  const rules = frames.map(({ seconds }, at) => {
    const end = start + seconds;
    const before = start === 0 ? '' : '0%{visibility:hidden}';
    const after = at === frames.length - 1 ? '' : `${percent(end)}{visibility:hidden}`;
    const rule = `@keyframes k${at}{${before}${percent(start)}{visibility:visible}${after}}`;
    start = end;
    return `${rule}#f${at}{animation:k${at} ${Number(total.toFixed(2))}s step-end infinite}`;
  });
  return `@media (prefers-reduced-motion:no-preference){\n${rules.join('\n')}\n}`;
}

function drawFrame(
  { title, screen: { cursor }, isStill }: Frame,
  at: number,
  rows: readonly string[],
  ids: ReadonlyMap<string, string>,
): string {
  const lines = rows.flatMap((row, index) => {
    if (row === '') return [];
    const y = BAR + 13 + index * LINE;
    const id = ids.get(row);
    return id ? `<use href="#${id}" y="${y}"/>` : `<text y="${y}">${row}</text>`;
  });
  const block = cursor
    ? `<rect x="${xOf(cursor.column)}" y="${BAR + cursor.row * LINE}" width="${CELL}" height="${LINE - 2}" fill="#d6dae1" opacity=".6"/>`
    : '';
  return [
    `<g id="f${at}" class="f${isStill ? ' still' : ''}"><text class="title" x="${WIDTH / 2}" y="22">${escaped(title)}</text>`,
    ...lines,
    `${block}</g>`,
  ].join('\n');
}

/** The pieces of a row, without its height. */
function drawRow(pieces: readonly Piece[]): string {
  return pieces
    .flatMap(splitPiece)
    .map(({ column, text, style }) => {
      const look = style.length > 0 ? ` class="${style.join(' ')}"` : '';
      return `<tspan x="${xOf(column)}"${look}>${escaped(text)}</tspan>`;
    })
    .join('');
}

/** Pieces between wide gaps and after signs that another font may draw, so that columns hold whatever the font is. */
function splitPiece({ column, text, style }: Piece): Piece[] {
  return [...text.matchAll(/[^\x20-\x7e]|[!-~]+(?: [!-~]+)*/g)].map((match) => ({
    column: column + [...text.slice(0, match.index)].length,
    text: match[0],
    style,
  }));
}

function xOf(column: number): number {
  return Number((MARGIN + column * CELL).toFixed(1));
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
