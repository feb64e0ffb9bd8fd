/** Tables of results: numbers stay numbers until they are printed as Markdown, so that `--json` has them all. */
import type { Spread } from './stats.ts';

/** How many of how many were as they should be. */
export interface Share {
  readonly good: number;
  readonly of: number;
}

export type Cell = string | number | boolean | null | Spread | Share;

export interface Column {
  readonly title: string;
  /** Digits behind the point of numbers; `auto`: three figures in all. Default 0. */
  readonly digits?: number | 'auto';
  /** Put behind numbers, such as `×`. */
  readonly suffix?: string;
}

export interface Table {
  readonly title: string;
  /** What a reader must know to read the numbers right. */
  readonly notes?: readonly string[];
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The table with its title and notes. */
export function toMarkdown(table: Table): string {
  const { title, notes = [], columns, rows } = table;
  const body = rows.map((row) => columns.map((column, at) => print(row[at] ?? null, column)));
  const isText = columns.map((_, at) => rows.every((row) => typeof row[at] === 'string' || row[at] === null));
  const lines = [
    columns.map((column) => escapeCell(column.title)),
    columns.map((_, at) => (isText[at] ? '---' : '---:')),
    ...body,
  ].map((cells) => `| ${cells.join(' | ')} |`);
  return [
    `### ${title}`,
    '',
    ...lines,
    '',
    ...notes.map((note) => `- ${note}`),
    ...(notes.length ? [''] : []),
  ].join('\n');
}

function print(cell: Cell, { digits = 0, suffix = '' }: Column): string {
  if (cell === null) return '–';
  if (typeof cell === 'string') return escapeCell(cell);
  if (typeof cell === 'boolean') return cell ? 'yes' : '**no**';
  const number = (value: number): string => value.toFixed(digits === 'auto' ? digitsFor(value) : digits);
  if (typeof cell === 'number') return number(cell) + suffix;
  if ('of' in cell && cell.of === 0) return '–';
  if ('of' in cell)
    return cell.good === cell.of ? `${cell.good} of ${cell.of}` : `**${cell.good}** of ${cell.of}`;
  return `${number(cell.median)}${suffix} (${number(cell.min)}–${number(cell.max)})`;
}

function digitsFor(value: number): number {
  return value >= 100 ? 0 : value >= 10 ? 1 : 2;
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
