/**
 * Builds `dist`: one small entry per command with shared chunks, all libraries but the native one bundled.
 * `--manifest` also rewrites `oclif.manifest.json`; a test fails when it is stale.
 *
 * Measured and left out because they gain nothing: minified names, one file for all commands, fewer chunks.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licencesOf } from './licences.ts';
import { lazyOclif, replacedParts, requiredBuiltins, rewriteBuiltinImports } from './plugins.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What stays a dependency at run time: it has a native part. */
const EXTERNAL = ['better-sqlite3'];

/** Files that run as threads of their own: an entry keeps its place, so its `import.meta.url` says where to start it. */
const WORKERS = ['src/lib/base/store/worker.ts'];

/** Bundles `src/cli.ts`, the workers and every command into `outdir`; returns the packages that stay outside. */
export async function bundle(outdir: string): Promise<readonly string[]> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/cli.ts', ...WORKERS, ...globSync('src/commands/**/*.ts', { cwd: root })],
    outdir,
    outbase: 'src',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    // UMD builds hide their parts behind a require() that a bundler cannot follow.
    mainFields: ['module', 'main'],
    // The package's entry for Node is CommonJS: a file per class, each run at every start.
    alias: { yaml: './node_modules/yaml/browser/dist/index.js' },
    target: 'node22',
    minifySyntax: true,
    minifyWhitespace: true,
    chunkNames: 'chunks/[name]-[hash]',
    external: EXTERNAL,
    plugins: [replacedParts, lazyOclif, requiredBuiltins],
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    write: false,
  });
  rmSync(outdir, { recursive: true, force: true });
  const outside = new Set<string>();
  for (const { path, text: bundled } of outputFiles) {
    const { text, count } = rewriteBuiltinImports(bundled);
    const imports = metafile.outputs[relative(root, path).replaceAll('\\', '/')]?.imports ?? [];
    const external = imports.filter((found) => found.external);
    for (const found of external) if (!isBuiltin(found.path)) outside.add(found.path);
    const expected = external.filter((found) => found.kind === 'import-statement' && isBuiltin(found.path));
    if (expected.length !== count)
      throw new Error(`${path}: ${count} of ${expected.length} imports rewritten`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  writeFileSync(join(outdir, 'licences.txt'), licencesOf(root, Object.keys(metafile.inputs)));
  return [...outside];
}

/** The manifest of all commands as oclif makes it from the files in a package's `dist`. */
export async function manifest(folder: string): Promise<string> {
  const { Plugin } = await import('@oclif/core/config');
  const plugin = new Plugin({
    root: folder,
    type: 'core',
    ignoreManifest: true,
    errorOnManifestCreate: true,
  } as never);
  await plugin.load();
  const commands = Object.fromEntries(
    Object.entries(plugin.manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return `${JSON.stringify({ commands, version: plugin.manifest.version }, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundle(join(root, 'dist'));
  if (process.argv.includes('--manifest')) {
    const text = await manifest(root);
    const file = join(root, 'oclif.manifest.json');
    let old = '';
    try {
      old = readFileSync(file, 'utf8');
    } catch {
      // The first one.
    }
    if (old !== text) writeFileSync(file, text);
  }
}
