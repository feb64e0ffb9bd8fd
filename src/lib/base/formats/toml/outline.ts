/** The sections and keys of a TOML text with their full paths: what lookups walk over. */
import type { AST } from 'toml-eslint-parser';

/** A step is a key; a number is the index inside an array of tables, which no key path can name. */
export type Step = string | number;

export interface Section {
  readonly path: readonly Step[];
  /** The table with its header; undefined for the top level. */
  readonly table: AST.TOMLTable | undefined;
  readonly pairs: readonly AST.TOMLKeyValue[];
}

/** The top level first, then one section per header. */
export function outline(program: AST.TOMLProgram): [Section, ...Section[]] {
  const top: AST.TOMLKeyValue[] = [];
  const tables: Section[] = [];
  for (const node of program.body[0].body) {
    if (node.type === 'TOMLKeyValue') top.push(node);
    else tables.push({ path: node.resolvedKey, table: node, pairs: node.body });
  }
  return [{ path: [], table: undefined, pairs: top }, ...tables];
}

/** The keys on the left side of a pair. */
export function keysOf(pair: AST.TOMLKeyValue): string[] {
  return pair.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value));
}

/** How many steps two paths share from the start. */
export function sharedSteps(a: readonly Step[], b: readonly Step[]): number {
  const end = Math.min(a.length, b.length);
  let count = 0;
  while (count < end && a[count] === b[count]) count += 1;
  return count;
}

/** Whether `path` is `prefix` or lies below it. */
export function startsWith(path: readonly Step[], prefix: readonly Step[]): boolean {
  return path.length >= prefix.length && sharedSteps(path, prefix) === prefix.length;
}

/** Offset where the last thing of a section ends: its last pair, or its header. The top level may have nothing. */
export function endOfSection(section: Section): number | undefined {
  return section.pairs.at(-1)?.range[1] ?? headerEnd(section);
}

/** toml-eslint-parser lets a table end with its body, so the header's end is the bracket behind its key. */
function headerEnd(section: Section): number | undefined {
  return section.table?.key.range[1];
}
