/** Puts the pinned peers of `peers.json` into a cache outside the checkout. Only npm talks to the network. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Weight, weigh } from './weigh.ts';

export interface Peer {
  readonly name: string;
  readonly version: string;
  /** The folder of the package itself. */
  readonly folder: string;
  /** All that npm put there for it. */
  readonly weight: Weight;
}

/**
 * The folder of a peer, installed if it is not in the cache yet.
 * @throws Error when npm fails, or gives another version than the pinned one.
 */
export function installPeer(name: string, log: (text: string) => void): Peer {
  const pinned = readPins()[name];
  if (!pinned) throw new Error(`peers.json does not name ${name}`);
  const { package: id, version } = pinned;
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'nerve-bench');
  const place = join(cache, `${name}-${version}`);
  if (!existsSync(place)) {
    log(`installing ${id}@${version}`);
    mkdirSync(cache, { recursive: true });
    // Moved into place when it is whole, so that a broken install is never taken for a good one.
    const fresh = mkdtempSync(join(cache, 'new-'));
    try {
      npmInstall(fresh, `${id}@${version}`);
      renameSync(fresh, place);
    } catch (error) {
      rmSync(fresh, { recursive: true, force: true });
      throw error;
    }
  }
  const folder = join(place, 'node_modules', id);
  const found = readPackage(folder).version;
  if (found !== version) throw new Error(`${folder} holds ${found}, not ${version}: remove ${place}`);
  return { name, version, folder, weight: weigh(join(place, 'node_modules')) };
}

/** The script that a package's `bin` names. */
export function binOf(peer: Peer, program: string): string {
  const { bin } = readPackage(peer.folder);
  const script = typeof bin === 'string' ? bin : bin?.[program];
  if (script === undefined) throw new Error(`${peer.name} has no program ${program}`);
  return join(peer.folder, script);
}

/** With this Node first on PATH: under an older one npm quietly takes an older release whose `engines` fit. */
function npmInstall(folder: string, spec: string): void {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const flags = ['--save-exact', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', ...flags, spec], {
    cwd: folder,
    env: { ...process.env, PATH: [dirname(process.execPath), process.env.PATH].join(':') },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

type Pins = Readonly<Record<string, { readonly package: string; readonly version: string }>>;

function readPins(): Pins {
  return JSON.parse(readFileSync(join(import.meta.dirname, '..', 'peers.json'), 'utf8'));
}

function readPackage(folder: string): { version: string; bin?: string | Record<string, string> } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
