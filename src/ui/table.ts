/** Plain columns: aligned, two spaces apart, nothing drawn. */
import { stripVTControlCharacters } from 'node:util';

/** Rows of cells as text; every column as wide as its widest cell, the last one ragged. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, visibleWidth(cell));
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - visibleWidth(cell)),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Columns of a text that may be painted. */
export function visibleWidth(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}
