/** Throw-away homes: made from seeds, compared byte for byte. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tempDir } from './temp.ts';

/** What stands at a path: text or bytes, a link, or (`null`) an empty directory. */
export type Content =
  | string
  | Buffer
  | null
  | { readonly link: string }
  | { readonly bytes: string | Buffer; readonly mode: number };

/** Makes a home with these paths in it. Files are 0644, directories 0755, unless the umask or the entry says less. */
export function makeHome(contents: Readonly<Record<string, Content>> = {}): string {
  const home = tempDir();
  put(home, contents);
  return home;
}

/** Puts files, links and directories below a home. */
export function put(home: string, contents: Readonly<Record<string, Content>>): void {
  for (const [name, content] of Object.entries(contents)) {
    const path = join(home, name);
    mkdirSync(content === null ? path : dirname(path), { recursive: true });
    if (content === null) continue;
    if (typeof content === 'string' || Buffer.isBuffer(content)) writeFileSync(path, content);
    else if ('link' in content) symlinkSync(content.link, path);
    else {
      writeFileSync(path, content.bytes);
      chmodSync(path, content.mode);
    }
  }
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

export type Tree = Record<string, string>;

/** Everything below a folder, itself included: kind, mode, and the hash of the bytes or where a link leads. */
export function treeOf(root: string, without: readonly string[] = []): Tree {
  const tree: Tree = {};
  const visit = (name: string): void => {
    if (without.includes(name)) return;
    const path = join(root, name);
    const stats = lstatSync(path);
    const mode = (stats.mode & 0o777).toString(8);
    if (stats.isSymbolicLink()) tree[name] = `link ${readlinkSync(path)}`;
    else if (!stats.isDirectory()) tree[name] = `file ${mode} ${hashOf(readFileSync(path))}`;
    else {
      tree[name === '' ? '.' : name] = `directory ${mode}`;
      for (const child of readdirSync(path).sort()) visit(name === '' ? child : `${name}/${child}`);
    }
  };
  visit('');
  return tree;
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

export function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
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
