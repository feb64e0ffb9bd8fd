/** Takes out of recorded text what is different on every machine and at every run. Pure. */
import type { Newcomer } from './newcomer.ts';

/** Texts of this machine, and what stands for them. Longer ones first. */
export type Replacements = readonly (readonly [text: string, instead: string])[];

/** What changes from day to day. */
const CHANGING: readonly (readonly [RegExp, string])[] = [
  [/(good until )\d{4}-\d\d-\d\d/g, '$1YYYY-MM-DD'],
  [/\(pid \d+\)/g, '(pid 4711)'],
  [/\d+(?:\.\d+)?( [KMGT]iB free)/g, '…$1'],
];

/** Where nerve would be on a machine that has it from npm, and `~`. */
export function replacementsFor({ home, copy }: Newcomer, entry: string): Replacements {
  return [
    [copy, '~'],
    [home, '~'],
    [process.execPath, '/usr/bin/node'],
    [entry, '/usr/lib/node_modules/nerve-hub/bin/nerve.js'],
  ];
}

/** The text as it would be on any machine on any day. */
export function stable(text: string, replacements: Replacements): string {
  const placed = replacements.reduce((result, [old, instead]) => result.replaceAll(old, instead), text);
  return CHANGING.reduce((result, [pattern, instead]) => result.replace(pattern, instead), placed);
}

/** @throws Error when a text still tells where it was recorded; lines broken by the terminal are joined for this. */
export function assertStable(text: string, telling: readonly string[]): void {
  const joined = text.replace(/\s*\n\s*/g, '');
  const found = telling.find((word) => text.includes(word) || joined.includes(word));
  if (found) throw new Error(`the recording would tell ${found}:\n${text}`);
}
