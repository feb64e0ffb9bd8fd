/** The pinned releases of the real clients, installed by npm once into a cache outside the checkout. */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import versions from '../versions.json' with { type: 'json' };

export type ClientName = keyof typeof versions;

export function clientNames(): ClientName[] {
  return Object.keys(versions) as ClientName[];
}

const INSTALL_MS = 180_000;

/** `NERVE_CLIENTS_CACHE`, or else `nerve-clients` in the user's cache folder. */
export function clientsCache(env: NodeJS.ProcessEnv = process.env): string {
  if (env.NERVE_CLIENTS_CACHE) return env.NERVE_CLIENTS_CACHE;
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'nerve-clients');
}

/**
 * The client's program (native, or a script for Node), installed first if need be. Safe against a second process that does the same:
 * whoever renames first wins.
 * @throws Error when npm cannot install it or there is none for this platform.
 */
export function installClient(name: ClientName, cache = clientsCache()): string {
  const { package: packageName, version } = versions[name];
  const folder = join(cache, `${name}-${version}`);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    const fresh = mkdtempSync(join(cache, `.${name}-`));
    try {
      npmInstall(fresh, `${packageName}@${version}`);
      findBinary(name, fresh);
      moveInto(fresh, folder);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  return findBinary(name, folder);
}

/**
 * Some packages are scripts. The others hold only a small starter; the program is in an optional package of the
 * platform, of which npm installs the fitting one. Starting it from there needs no install script, which npm does not run unasked.
 */
function findBinary(name: ClientName, folder: string): string {
  const { package: packageName, binary } = versions[name];
  const modules = join(folder, 'node_modules');
  if (isScript(binary)) return join(modules, packageName, binary);
  const manifest = JSON.parse(readFileSync(join(modules, packageName, 'package.json'), 'utf8')) as {
    optionalDependencies?: Record<string, string>;
  };
  const suffix = process.platform === 'win32' ? '.exe' : '';
  for (const platform of Object.keys(manifest.optionalDependencies ?? {})) {
    const [found] = globSync(`${binary}${suffix}`, { cwd: join(modules, platform) });
    if (found) return join(modules, platform, found);
  }
  throw new Error(`${packageName} brought no program for ${process.platform}-${process.arch} into ${folder}`);
}

/** Whether a program must be started by Node. */
export function isScript(program: string): boolean {
  return program.endsWith('.js');
}

function npmInstall(prefix: string, spec: string): void {
  const quiet = [
    '--no-audit',
    '--no-fund',
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    '--include=optional',
  ];
  const result = spawnSync('npm', ['install', '--prefix', prefix, ...quiet, spec], {
    cwd: prefix,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: INSTALL_MS,
    shell: process.platform === 'win32',
  });
  if (result.status === 0) return;
  throw new Error(`npm install ${spec} failed: ${result.error?.message ?? result.stderr.slice(-2000)}`);
}

function moveInto(fresh: string, folder: string): void {
  try {
    renameSync(fresh, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}
