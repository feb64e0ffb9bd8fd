/** Finds what defines a path: a pair, a header, dotted keys, an inline table. */
import type { AST } from 'toml-eslint-parser';
import type { KeyPath } from '../format.ts';
import type { TomlDocument } from './document.ts';
import { keysOf, type Section, sharedSteps, startsWith } from './outline.ts';

export interface InlineTable {
  readonly path: KeyPath;
  readonly node: AST.TOMLInlineTable;
}

/** How a table stands in the text. */
export type Definition =
  /** It is, or lies in, this inline table. */
  | { readonly kind: 'inline'; readonly table: InlineTable }
  /** It has a header of its own, or is the top level. */
  | { readonly kind: 'section'; readonly section: Section }
  /** It is made by dotted keys, `pair` being the last of them; `depth` keys of the pair name the table. */
  | { readonly kind: 'dotted'; readonly pair: AST.TOMLKeyValue; readonly depth: number }
  /** It has no line of its own: only headers below it name it, or it does not exist. */
  | { readonly kind: 'none' };

/** The pair whose full path is `path`, also inside inline tables. */
export function findPair(document: TomlDocument, path: KeyPath): AST.TOMLKeyValue | undefined {
  for (const section of document.sections) {
    if (!startsWith(path, section.path)) continue;
    const pair = findPairIn(section.pairs, path.slice(section.path.length));
    if (pair) return pair;
  }
  return undefined;
}

function findPairIn(pairs: readonly AST.TOMLKeyValue[], path: KeyPath): AST.TOMLKeyValue | undefined {
  for (const pair of pairs) {
    const keys = keysOf(pair);
    if (!startsWith(path, keys)) continue;
    if (keys.length === path.length) return pair;
    if (pair.value.type === 'TOMLInlineTable') return findPairIn(pair.value.body, path.slice(keys.length));
  }
  return undefined;
}

/** The innermost inline table that is the table at `path` or holds it. */
export function findInlineTable(document: TomlDocument, path: KeyPath): InlineTable | undefined {
  for (const section of document.sections) {
    if (!startsWith(path, section.path)) continue;
    const found = findInlineIn(section.pairs, path, section.path.length);
    if (found) return found;
  }
  return undefined;
}

function findInlineIn(
  pairs: readonly AST.TOMLKeyValue[],
  path: KeyPath,
  depth: number,
): InlineTable | undefined {
  for (const pair of pairs) {
    const keys = keysOf(pair);
    if (pair.value.type !== 'TOMLInlineTable' || !startsWith(path.slice(depth), keys)) continue;
    const end = depth + keys.length;
    return findInlineIn(pair.value.body, path, end) ?? { path: path.slice(0, end), node: pair.value };
  }
  return undefined;
}

/** Says how the table at `path` stands in the text. */
export function defineTable(document: TomlDocument, path: KeyPath): Definition {
  const table = findInlineTable(document, path);
  if (table) return { kind: 'inline', table };
  let dotted: Definition | undefined;
  for (const section of document.sections) {
    if (!startsWith(path, section.path)) continue;
    if (section.path.length === path.length) return { kind: 'section', section };
    const rest = path.slice(section.path.length);
    const pair = section.pairs.findLast((candidate) => startsWith(keysOf(candidate), rest));
    if (pair) dotted = { kind: 'dotted', pair, depth: rest.length };
  }
  return dotted ?? { kind: 'none' };
}

/**
 * The section behind which a new table `[path]` belongs: the last one that shares most of its parents. The top level
 * never counts.
 */
export function lastSibling(document: TomlDocument, path: KeyPath): Section | undefined {
  const parents = path.slice(0, -1);
  let best: Section | undefined;
  let most = 1;
  for (const section of document.sections) {
    const shared = sharedSteps(section.path, parents);
    if (shared < most) continue;
    most = shared;
    best = section;
  }
  return best;
}
