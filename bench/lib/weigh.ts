/** How much an installation weighs. */
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Weight {
  readonly bytes: number;
  readonly packages: number;
}

/** The packages of a `node_modules`, nested ones too, and the size of all their files. */
export function weigh(modules: string): Weight {
  const packages = readdirSync(modules, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && isPackage(entry.parentPath, entry.name),
  );
  return { bytes: sizeOf(modules), packages: packages.length };
}

/** Bytes of all regular files below a folder. */
export function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((total, entry) => total + lstatSync(join(entry.parentPath, entry.name)).size, 0);
}

/** A folder directly in a `node_modules`, or in a scope of one. */
function isPackage(parent: string, name: string): boolean {
  const inModules = /[/\\]node_modules([/\\]@[^/\\]+)?$/.test(parent);
  return inModules && existsSync(join(parent, name, 'package.json'));
}
