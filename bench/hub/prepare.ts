/** Makes what a measured hub needs: itself as a bundle, as users have it, and a home with tokens. */
import { chmodSync, cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { mintToken } from '../../src/lib/base/auth/tokens.ts';
import { systemClock } from '../../src/lib/base/kernel/clock.ts';
import { openStore } from '../../src/lib/base/store/store.ts';
import { createAllowlist } from '../../src/lib/base/system/allowlist.ts';
import { createRealSystem } from '../../src/lib/base/system/real-system.ts';
import type { Bench } from '../lib/suite.ts';

export interface Prepared {
  /** The script to start for a server of the bench, such as `hub/server-hub.ts`. */
  script(source: string): string;
  /** A new home with the same tokens. */
  home(): string;
  readonly tokens: readonly string[];
}

/** Enough that calls as fast as they go stay below what one token may ask. */
const TOKENS = 256;
const WORKER = 'src/lib/base/store/worker.ts';

/** Bundles the servers, and mints the tokens once. */
export async function prepare(bench: Bench, servers: readonly string[]): Promise<Prepared> {
  const folder = bench.folder('servers');
  const entryPoints = [WORKER, ...servers.map((server) => join('bench', server))];
  await build({
    absWorkingDir: bench.root,
    entryPoints,
    outdir: folder,
    outbase: '.',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    alias: { yaml: './node_modules/yaml/browser/dist/index.js' },
    outExtension: { '.js': '.mjs' },
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    external: ['better-sqlite3'],
    logLevel: 'error',
  });
  symlinkSync(join(bench.root, 'node_modules'), join(folder, 'node_modules'));
  const first = bench.folder('home');
  const tokens = await makeTokens(first);
  return {
    script: (source) => join(folder, 'bench', source.replace(/\.ts$/, '.mjs')),
    home: () => {
      const home = bench.folder('home');
      cpSync(first, home, { recursive: true });
      chmodSync(dirname(databaseOf(home)), 0o700);
      return home;
    },
    tokens,
  };
}

async function makeTokens(home: string): Promise<readonly string[]> {
  const file = databaseOf(home);
  mkdirSync(dirname(file), { mode: 0o700 });
  const system = createRealSystem({
    allowlist: createAllowlist({ roots: [dirname(file)], files: [], home }),
  });
  const store = await openStore({ file, clock: systemClock });
  const deps = { system, store, clock: systemClock, paths: { secrets: join(dirname(file), 'secrets') } };
  const tokens: string[] = [];
  for (let at = 0; at < TOKENS; at += 1) {
    const request = { name: `bench-${at}`, kind: 'mcp', subject: 'bench', ttlSeconds: 86_400 } as const;
    tokens.push((await mintToken(deps, { ...request, scopes: ['read', 'sessions'] })).token);
  }
  await store.close();
  return tokens;
}

/** The database of the nerve in a home. */
export function databaseOf(home: string): string {
  return join(home, '.nerve', 'nerve.db');
}
