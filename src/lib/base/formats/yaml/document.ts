/** Reads a YAML document: nodes with offsets, and plain data. */
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isSeq,
  type ParsedNode,
  parseDocument,
  visit,
} from 'yaml';
import type { Json } from '../../kernel/json.ts';
import { MAX_DEPTH } from '../data.ts';
import { UnparseableError } from '../format.ts';
import { lineColumn } from '../text.ts';

export interface YamlDocument {
  readonly doc: Document.Parsed;
  /** An empty document is an empty object. */
  readonly data: Json;
}

/** An alias may stand for many values; more than this many is an attack ("billion laughs"). */
const MAX_ALIASES = 100;

/**
 * Parses one YAML 1.2 document (core schema, all keys strings, without BOM). Throws `UnparseableError` for errors,
 * duplicate keys, unknown tags, several documents, deep nesting and too many aliases.
 */
export function readYaml(text: string): YamlDocument {
  const doc = guarded(text, undefined, () =>
    parseDocument(text, {
      keepSourceTokens: true,
      stringKeys: true,
      prettyErrors: false,
      resolveKnownTags: false,
    }),
  );
  // An unknown tag is only a warning to the parser, but its value would be a guess.
  const problem = doc.errors[0] ?? doc.warnings[0];
  if (problem) {
    const { line, column } = lineColumn(text, problem.pos[0]);
    throw new UnparseableError(REASONS[problem.code] ?? problem.message, line, column);
  }
  checkDepth(text, doc.contents);
  const data: Json = guarded(text, doc, () => doc.toJS({ maxAliasCount: MAX_ALIASES }));
  return { doc, data: data ?? {} };
}

/** Turns what the parser throws (aliases without anchor or too many of them, stack overflow) into an error about the text. */
function guarded<T>(text: string, doc: Document.Parsed | undefined, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const { line, column } = lineColumn(text, doc ? badAlias(doc) : 0);
    if (error instanceof ReferenceError) {
      const reason = error.message.startsWith('Excessive')
        ? 'too many aliases'
        : 'an alias without an anchor before it';
      throw new UnparseableError(reason, line, column);
    }
    if (error instanceof RangeError) throw new UnparseableError('nested too deeply', line, column);
    throw error;
  }
}

/** Offset of the first alias without an anchor before it, else of the first alias. */
function badAlias(doc: Document.Parsed): number {
  const anchors = new Set<string>();
  const offsets: number[] = [];
  let unknown: number | undefined;
  visit(doc, (_, node) => {
    if (isAlias(node)) {
      const offset = node.range?.[0] ?? 0;
      offsets.push(offset);
      if (!anchors.has(node.source)) unknown ??= offset;
    } else if (isNode(node) && node.anchor) {
      anchors.add(node.anchor);
    }
  });
  return unknown ?? offsets[0] ?? 0;
}

function checkDepth(text: string, root: ParsedNode | null): void {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) {
      const first = level.find(isCollection)?.range?.[0] ?? 0;
      const { line, column } = lineColumn(text, first);
      throw new UnparseableError(`nested deeper than ${MAX_DEPTH} levels`, line, column);
    }
    level = level.flatMap((node) => {
      if (isMap(node)) return node.items.map((pair) => pair.value);
      if (isSeq(node)) return node.items;
      return isPair(node) ? [node.value] : [];
    });
  }
}

/** Where the parser's own message quotes the text, which may be a secret. */
const REASONS: Readonly<Record<string, string>> = {
  TAG_RESOLVE_FAILED: 'unknown tag',
  UNEXPECTED_TOKEN: 'unexpected text',
  BAD_DIRECTIVE: 'unknown directive',
};
