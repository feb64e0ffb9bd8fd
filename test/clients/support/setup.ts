/** Before all client tests: a built nerve, and all clients in the cache, so that no test pays for them. */
import { globSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../../scripts/build.ts';
import { clientNames, installClient } from './install.ts';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

export default async function setup(): Promise<void> {
  if (isStale()) await bundle(join(root, 'dist'));
  for (const name of clientNames()) installClient(name);
}

function isStale(): boolean {
  const built = statSync(join(root, 'dist', 'cli.js'), { throwIfNoEntry: false })?.mtimeMs;
  if (built === undefined) return true;
  return globSync('src/**/*.ts', { cwd: root }).some((file) => statSync(join(root, file)).mtimeMs > built);
}
