/** Reads whole transcripts for tests. */
import type { JsonObject } from '../../../../src/lib/base/kernel/json.ts';
import type {
  Reading,
  TranscriptHead,
  TranscriptItem,
  TranscriptReader,
  UsageFact,
} from '../../../../src/lib/knowledge/transcripts/item.ts';

export interface Transcript {
  /** The last head that was told. */
  readonly head: TranscriptHead | undefined;
  readonly items: TranscriptItem[];
  readonly usage: UsageFact[];
  readonly broken: number;
}

export type MakeReader = (state?: JsonObject) => TranscriptReader;

/** All readings of a file, one for each line. */
export function readingsOf(make: MakeReader, lines: readonly string[]): Reading[] {
  const reader = make();
  return lines.map((line, index) => reader.read(line, index));
}

/** The same, by a new reader for every line that knows only the state of the one before, saved as text. */
export function readingsInSteps(make: MakeReader, lines: readonly string[]): Reading[] {
  let saved: string | undefined;
  return lines.map((line, index) => {
    const reader = make(saved === undefined ? undefined : JSON.parse(saved));
    const reading = reader.read(line, index);
    saved = JSON.stringify(reader.state());
    return reading;
  });
}

export function transcriptOf(readings: readonly Reading[]): Transcript {
  return {
    head: readings.findLast(({ head }) => head !== undefined)?.head,
    items: readings.flatMap(({ items }) => items),
    usage: readings.flatMap(({ usage }) => usage),
    broken: readings.filter(({ broken }) => broken !== undefined).length,
  };
}

/** Numbers from 0 up to 1, the same ones for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A line with one of a few accidents: cut, doubled, a character replaced, or a word that stands for another type. */
export function mutate(line: string, random: () => number): string {
  const at = Math.floor(random() * line.length);
  const length = Math.floor(random() * 40);
  switch (Math.floor(random() * 6)) {
    case 0:
      return line.slice(0, at);
    case 1:
      return line.slice(0, at) + line.slice(at + length);
    case 2:
      return line.slice(0, at) + line.slice(at, at + length) + line.slice(at);
    case 3:
      return line.slice(0, at) + String.fromCharCode(Math.floor(random() * 128)) + line.slice(at + 1);
    default:
      return replaceValue(line, random);
  }
}

const VALUES = ['null', 'true', '[]', '{}', '0', '-1e400', '""', '"__proto__"', '[[null]]', '{"type":{}}'];

/** Still JSON in most cases, but with a value where another was. */
function replaceValue(line: string, random: () => number): string {
  const values = [...line.matchAll(/:("(?:[^"\\]|\\.){0,60}"|-?\d+|true|false|null)/g)];
  const found = values[Math.floor(random() * values.length)];
  if (found === undefined) return '';
  const value = VALUES[Math.floor(random() * VALUES.length)];
  return `${line.slice(0, found.index)}:${value}${line.slice(found.index + found[0].length)}`;
}
