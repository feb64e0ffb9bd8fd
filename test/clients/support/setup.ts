/** Before all client tests: a built nerve, and both clients in the cache, so that no test pays for them. */
import { globSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../../scripts/build.ts';
import { installClient } from './install.ts';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

export default async function setup(): Promise<void> {
  if (isStale()) await bundle(join(root, 'dist'));
  installClient('codex');
  installClient('claude');
}

function isStale(): boolean {
  const built = statSync(join(root, 'dist', 'cli.js'), { throwIfNoEntry: false })?.mtimeMs;
  if (built === undefined) return true;
  return globSync('src/**/*.ts', { cwd: root }).some((file) => statSync(join(root, file)).mtimeMs > built);
}
