/** Builds nerve and lays it out as npm would install it, so that a build by somebody else cannot disturb the measuring. */
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../../scripts/build.ts';
import type { Bench } from './suite.ts';
import { sizeOf, type Weight } from './weigh.ts';

export interface StagedNerve {
  readonly version: string;
  /** The script that `nerve` starts. */
  readonly bin: string;
  /** What a user installs: nerve and the packages that it needs at run time. */
  readonly weight: Weight;
}

/** Builds from the sources as they are now. */
export async function stageNerve(bench: Bench): Promise<StagedNerve> {
  const folder = bench.folder('nerve');
  const { version, files } = readJson<{ version: string; files: string[] }>(join(bench.root, 'package.json'));
  await bundle(join(folder, 'dist'));
  for (const name of [...files, 'package.json'].filter((name) => name !== 'dist')) {
    const source = join(bench.root, name);
    if (existsSync(source)) cpSync(source, join(folder, name), { recursive: true });
  }
  const own = sizeOf(folder);
  const modules = join(bench.root, 'node_modules');
  mkdirSync(join(folder, 'node_modules'));
  const needed = runtimePackages(modules);
  for (const name of needed) symlinkSync(join(modules, name), join(folder, 'node_modules', name));
  const bytes = needed.reduce((total, name) => total + sizeOf(join(modules, name)), own);
  return { version, bin: join(folder, 'bin', 'nerve.js'), weight: { bytes, packages: needed.length + 1 } };
}

/** Names of the installed packages that are not only for development, by npm's own record. */
function runtimePackages(modules: string): string[] {
  const lock = readJson<{ packages: Record<string, { dev?: boolean; devOptional?: boolean }> }>(
    join(modules, '.package-lock.json'),
  );
  return Object.entries(lock.packages)
    .filter(([, entry]) => !entry.dev && !entry.devOptional)
    .map(([path]) => path.slice('node_modules/'.length));
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8'));
}
