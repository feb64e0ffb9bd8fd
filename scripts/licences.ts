/** The licences of the packages inside the bundle, which ask to be handed on with it. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One text with name, version and licence of every package that is bundled.
 * @param root the folder with `node_modules`
 * @param inputs the bundled files, relative to `root`
 */
export function licencesOf(root: string, inputs: readonly string[]): string {
  const folders = new Set<string>();
  for (const input of inputs) {
    const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input.replaceAll('\\', '/')) ?? [];
    if (folder) folders.add(folder);
  }
  const parts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const [file] = globSync('{LICENSE,LICENCE,license,licence,COPYING}*', { cwd: join(root, folder) }).sort();
    const text = file ? readFileSync(join(root, folder, file), 'utf8').trim() : `License: ${license}`;
    return `${name} ${version}\n\n${text}\n`;
  });
  return `nerve contains these packages:\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
