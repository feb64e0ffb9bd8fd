/** Takes secrets out of text that is shown to people, such as diffs. */
import { findSecrets } from '../kernel/redact.ts';
import { scanKeyed } from './mask-keyed.ts';
import { addressRanges, assignedRanges } from './mask-lines.ts';
import { cover, createMarks, kindOf, type Range } from './mask-ranges.ts';
import { givenRanges, randomRanges, tokenRanges } from './mask-words.ts';

/** The text of a file without its secrets. */
export type Masker = (text: string, file: string) => string;

/**
 * A masker for texts that are compared: a value has the same mark in all of them, another value another mark. Hidden
 * are the given secrets (of at least 8 characters), what nerve's own detector finds, the values of keys and flags
 * whose name says so, passwords and parameters in addresses, and long random words. The file's name decides how the
 * text is read: in JSON and TOML rather too much of the values is hidden than too little; keys, numbers, booleans,
 * short plain words and references such as `${NAME}` stay. Takes linear time in the text for each given secret.
 */
export function createMasker(secrets: readonly string[]): Masker {
  const marks = createMarks();
  return (text, file) => cover(text, secretRanges(text, file, secrets), marks);
}

function secretRanges(text: string, file: string, secrets: readonly string[]): Range[] {
  const kind = kindOf(file);
  const { values, keys } =
    kind === 'keyed' ? scanKeyed(text, /\.toml$/i.test(file)) : { values: [], keys: [] };
  return [
    ...givenRanges(text, secrets),
    ...findSecrets(text).map(({ start, end }): Range => [start, end]),
    ...values,
    ...assignedRanges(text, kind),
    ...addressRanges(text),
    ...tokenRanges(text),
    ...outside(randomRanges(text, kind), keys),
  ];
}

/** The ranges that touch none of the others; both are in order. */
function outside(ranges: readonly Range[], others: readonly Range[]): Range[] {
  let next = 0;
  return ranges.filter(([start, end]) => {
    while ((others[next]?.[1] ?? Number.POSITIVE_INFINITY) <= start) next += 1;
    return (others[next]?.[0] ?? Number.POSITIVE_INFINITY) >= end;
  });
}

/** One text that is compared with no other, without its secrets; see `createMasker`. */
export function maskSecrets(text: string, secrets: readonly string[], file = ''): string {
  return createMasker(secrets)(text, file);
}
