/** Throw-away homes: made from seeds, compared byte for byte. */
import { chmodSync, cpSync, lstatSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Content, put, treeOf } from './files.ts';
import { tempDir } from './temp.ts';

export { type Content, hashOf, put, type Tree, treeOf } from './files.ts';

/** Makes a home with these paths in it. Files are 0644, directories 0755, unless the umask or the entry says less. */
export function makeHome(contents: Readonly<Record<string, Content>> = {}): string {
  const home = tempDir();
  put(home, contents);
  return home;
}

/** A copy of a home, with its modes, links and times. */
export function copyHome(home: string): string {
  const copy = tempDir();
  cpSync(home, copy, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  for (const [name, facts] of Object.entries(treeOf(home))) {
    if (!facts.startsWith('link')) chmodSync(join(copy, name), lstatSync(join(home, name)).mode & 0o777);
  }
  return copy;
}

/** Nanoseconds of the last change of every file and directory below a folder. */
export function timesOf(root: string): Record<string, string> {
  const names = Object.keys(treeOf(root));
  return Object.fromEntries(
    names.map((name) => {
      const { mtimeNs, ctimeNs, ino } = lstatSync(join(root, name), { bigint: true });
      return [name, `${mtimeNs} ${ctimeNs} ${ino}`];
    }),
  );
}

/** Moves all times a minute into the past, so that a later write shows on any file system. */
export function age(root: string): void {
  const past = new Date(Date.now() - 60_000);
  for (const [name, facts] of Object.entries(treeOf(root))) {
    if (!facts.startsWith('link')) utimesSync(join(root, name), past, past);
  }
}

export function read(home: string, name: string): string {
  return readFileSync(join(home, name), 'utf8');
}

export function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

const fixtures = fileURLToPath(new URL('../fixtures/agents/', import.meta.url));

export interface Seed {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The seed files directly in a folder of `test/fixtures/agents`, by name. */
export function seedsOf(folder: string): Seed[] {
  return readdirSync(join(fixtures, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ name: entry.name, bytes: readFileSync(join(fixtures, folder, entry.name)) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
