/** The Codex config files that the TOML tests work on, and what changed between two texts by lines. */
import { readdirSync, readFileSync } from 'node:fs';
import { diffArrays } from 'diff';

const fixtures = new URL('../../../../fixtures/', import.meta.url);

export interface Seed {
  readonly name: string;
  readonly text: string;
}

/** Every `.toml` file of a folder below `test/fixtures`, sorted by name. */
export function readSeeds(folder: string): Seed[] {
  const base = new URL(`${folder}/`, fixtures);
  return readdirSync(base)
    .filter((name) => name.endsWith('.toml'))
    .sort()
    .map((name) => ({ name, text: readFileSync(new URL(name, base), 'utf8') }));
}

/** The lines, without BOM and line endings, that were taken away and put in, in order. */
export function changedLines(before: string, after: string): { removed: string[]; added: string[] } {
  const parts = diffArrays(lines(before), lines(after));
  return {
    removed: parts.filter((part) => part.removed).flatMap((part) => part.value),
    added: parts.filter((part) => part.added).flatMap((part) => part.value),
  };
}

function lines(text: string): string[] {
  return text.replace(/^\uFEFF|\r?\n$/g, '').split(/\r?\n/);
}

/** How often each line ending occurs. */
export function countEols(text: string): { crlf: number; lf: number } {
  const crlf = text.split('\r\n').length - 1;
  return { crlf, lf: text.split('\n').length - 1 - crlf };
}
