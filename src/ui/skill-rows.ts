/** Files of one skill that have the same to say become one row, named after their folder. */
import { sep } from 'node:path';

interface Row {
  /** The skill's folder; undefined for a file of something else. */
  readonly folder: string | undefined;
  readonly file: string;
  /** All that is said of the file; rows that differ in it stay apart. */
  readonly says: readonly string[];
}

export interface GroupedRow<T extends Row> {
  /** The first of the rows. */
  readonly row: T;
  /** The path to show: of the file, or of the folder where there are several files. */
  readonly path: string;
  readonly files: number;
}

/** Rows in the order of the first of each group. */
export function groupSkills<T extends Row>(rows: readonly T[]): GroupedRow<T>[] {
  const groups = Map.groupBy(rows, ({ folder, file, says }) =>
    folder === undefined ? file : [folder, ...says].join('\0'),
  );
  return [...groups.values()].flatMap((group) => {
    const [row] = group;
    if (!row) return [];
    const path = group.length > 1 && row.folder !== undefined ? row.folder + sep : row.file;
    return [{ row, path, files: group.length }];
  });
}

/** `skill tidy, 3 files`; what is said of a single file stays as it is. */
export function withCount(text: string, files: number): string {
  return files > 1 ? `${text}, ${files} files`.replace(/^, /, '') : text;
}
