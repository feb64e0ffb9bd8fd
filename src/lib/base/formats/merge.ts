/** Three-way merge of texts, line by line. */
import { diff3MergeRegions } from 'node-diff3';
import { dominantEol, splitBom, splitLines, withEol } from './text.ts';

export interface Merged {
  readonly text: string;
  /** Places that both sides changed in different ways. If there are any, `text` shows them and must not be used. */
  readonly conflicts: number;
}

/** The comparison takes quadratic time; longer middles count as one conflict. */
const MAX_LINES = 10_000;

/**
 * Merges the changes from `base` to `ours` and from `base` to `theirs`. BOM, line ending and final newline are
 * merged like everything else: a side that changed one of them wins. Conflicts stand between `<<<<<<<` lines.
 */
export function merge3(base: string, ours: string, theirs: string): Merged {
  if (ours === theirs || theirs === base) return { text: ours, conflicts: 0 };
  if (ours === base) return { text: theirs, conflicts: 0 };
  const facts = [base, ours, theirs].map(describe);
  const bom = chosen(facts.map((fact) => fact.bom));
  const eol = chosen(facts.map((fact) => fact.eol));
  const final = chosen(facts.map((fact) => fact.final));
  const uniform = facts.every((fact) => fact.eol === eol);
  const [o, a, b] = facts.map((fact) => {
    // Where the line endings differ they are made the same, else each line keeps its own.
    const body = uniform ? fact.body : withEol(fact.body, eol);
    return splitLines(body === '' || body.endsWith('\n') ? body : body + eol);
  });
  const { lines, conflicts } = mergeLines(a ?? [], o ?? [], b ?? [], eol);
  const joined = lines.join('');
  return { text: bom + (final === '' ? joined.replace(/\r?\n$/, '') : joined), conflicts };
}

interface Facts {
  readonly bom: string;
  readonly body: string;
  readonly eol: '\n' | '\r\n';
  /** `newline` if the text ends with one (an empty text counts so), or empty. */
  readonly final: 'newline' | '';
}

function describe(text: string): Facts {
  const { bom, body } = splitBom(text);
  return { bom, body, eol: dominantEol(body), final: body === '' || body.endsWith('\n') ? 'newline' : '' };
}

/** Of `[base, ours, theirs]`: ours, if it is not as in the base, else theirs. */
function chosen<T>(values: readonly T[]): T {
  const [base, ours, theirs] = values as readonly [T, T, T];
  return ours === base ? theirs : ours;
}

function mergeLines(
  a: readonly string[],
  o: readonly string[],
  b: readonly string[],
  eol: string,
): { lines: string[]; conflicts: number } {
  const shortest = Math.min(a.length, o.length, b.length);
  const head = sharedLength(shortest, (at) => a[at] === o[at] && o[at] === b[at]);
  const tail = sharedLength(shortest - head, (at) => {
    const line = o[o.length - 1 - at];
    return a[a.length - 1 - at] === line && line === b[b.length - 1 - at];
  });
  const middle = (lines: readonly string[]) => lines.slice(head, lines.length - tail);
  const merged = mergeMiddle(middle(a), middle(o), middle(b), eol);
  const lines = [...o.slice(0, head), ...merged.lines, ...o.slice(o.length - tail)];
  return { lines, conflicts: merged.conflicts };
}

function mergeMiddle(
  a: string[],
  o: string[],
  b: string[],
  eol: string,
): { lines: string[]; conflicts: number } {
  const conflict = (ours: readonly string[], theirs: readonly string[]) => [
    `<<<<<<< ours${eol}`,
    ...ours,
    `=======${eol}`,
    ...theirs,
    `>>>>>>> theirs${eol}`,
  ];
  if (Math.max(a.length, o.length, b.length) > MAX_LINES) return { lines: conflict(a, b), conflicts: 1 };
  let conflicts = 0;
  const lines = diff3MergeRegions(a, o, b).flatMap((region) => {
    if (region.stable) return region.bufferContent;
    if (region.aContent.join('') === region.bContent.join('')) return region.aContent;
    conflicts += 1;
    return conflict(region.aContent, region.bContent);
  });
  return { lines, conflicts };
}

function sharedLength(limit: number, same: (at: number) => boolean): number {
  let length = 0;
  while (length < limit && same(length)) length += 1;
  return length;
}
