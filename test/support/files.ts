/** Files of a throw-away folder: put there, and compared byte for byte. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** What stands at a path: text or bytes, a link, or (`null`) an empty directory. */
export type Content =
  | string
  | Buffer
  | null
  | { readonly link: string }
  | { readonly bytes: string | Buffer; readonly mode: number };

/** Puts files, links and directories below a folder. */
export function put(root: string, contents: Readonly<Record<string, Content>>): void {
  for (const [name, content] of Object.entries(contents)) {
    const path = join(root, name);
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

export function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}
