/**
 * Builds `dist`: one small entry per command with shared chunks, all libraries but the native one bundled.
 * `--manifest` also rewrites `oclif.manifest.json`; a test fails when it is stale.
 */
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Bundles `src/cli.ts` and every command into `outdir`. */
export async function bundle(outdir: string): Promise<void> {
  rmSync(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['src/cli.ts', ...globSync('src/commands/**/*.ts', { cwd: root })],
    outdir,
    outbase: 'src',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    // UMD builds hide their parts behind a require() that a bundler cannot follow.
    mainFields: ['module', 'main'],
    target: 'node22',
    minifySyntax: true,
    minifyWhitespace: true,
    keepNames: false,
    chunkNames: 'chunks/[name]-[hash]',
    external: ['better-sqlite3'],
    // CommonJS libraries inside the bundle call require() for Node's own modules.
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    legalComments: 'none',
    logLevel: 'warning',
  });
}

/** The manifest of all commands as oclif makes it from the built files. */
export async function manifest(): Promise<string> {
  const { Plugin } = await import('@oclif/core/config');
  const plugin = new Plugin({ root, type: 'core', ignoreManifest: true, errorOnManifestCreate: true } as never);
  await plugin.load();
  const commands = Object.fromEntries(
    Object.entries(plugin.manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return `${JSON.stringify({ commands, version: plugin.manifest.version }, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundle(join(root, 'dist'));
  if (process.argv.includes('--manifest')) {
    const text = await manifest();
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
