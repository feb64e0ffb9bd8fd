/** Runs the real command line on throw-away homes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../scripts/build.ts';

export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const builds = join(repository, 'node_modules', '.cache', 'nerve-scenarios');
const DAY = 86_400_000;

/**
 * The entry of a build of the present sources that nobody rewrites while the tests run. Made once for each state
 * of the sources, beside `node_modules` so that the native module is found.
 */
export async function buildNerve(): Promise<string> {
  const folder = join(builds, fingerprint());
  if (!existsSync(folder)) {
    const draft = `${folder}.${process.pid}-${Math.random().toString(36).slice(2)}`;
    mkdirSync(draft, { recursive: true });
    for (const name of ['bin', 'package.json', 'oclif.manifest.json']) {
      cpSync(join(repository, name), join(draft, name), { recursive: true });
    }
    await bundle(join(draft, 'dist'));
    try {
      renameSync(draft, folder);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(folder)) throw error;
    }
    removeOldBuilds();
  }
  return join(folder, 'bin', 'nerve.js');
}

function fingerprint(): string {
  const hash = createHash('sha256');
  const names = globSync(['src/**/*.ts', 'bin/*', 'scripts/*.ts', 'package.json', 'oclif.manifest.json'], {
    cwd: repository,
  });
  for (const name of names.sort())
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(join(repository, name)));
  return hash.digest('hex').slice(0, 16);
}

function removeOldBuilds(): void {
  for (const name of globSync('*', { cwd: builds })) {
    const path = join(builds, name);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > DAY) rmSync(path, { recursive: true, force: true });
  }
}

export interface RunOptions {
  /** Added to an environment that holds nothing but HOME and PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** A module to load before nerve, by file name in this folder. */
  readonly preload?: string;
}

export interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Nerve {
  /** Runs `nerve ARGS` (words separated by spaces) in a home to its end. */
  (home: string, args: string, options?: RunOptions): Promise<Run>;
  /** The same, and fails unless it ends with this code. */
  expect(code: number, home: string, args: string, options?: RunOptions): Promise<Run>;
}

/** A runner of the present sources. */
export async function createNerve(): Promise<Nerve> {
  const entry = await buildNerve();
  const run = (home: string, args: string, options: RunOptions = {}): Promise<Run> =>
    ended(start(entry, home, args, options));
  const expectCode = async (code: number, home: string, args: string, options?: RunOptions): Promise<Run> => {
    const result = await run(home, args, options);
    if (result.code === code) return result;
    const end = result.signal ?? result.code;
    throw new Error(`nerve ${args}: ended with ${end}, not ${code}\n${result.stdout}\n${result.stderr}`);
  };
  return Object.assign(run, { expect: expectCode });
}

function start(entry: string, home: string, args: string, options: RunOptions): ChildProcess {
  const preload =
    options.preload === undefined ? [] : ['--import', new URL(options.preload, import.meta.url).href];
  return spawn(process.execPath, [...preload, entry, ...args.split(' ').filter(Boolean)], {
    cwd: home,
    env: { HOME: home, PATH: '/usr/bin:/bin', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Waits for a child's end and collects what it said. */
export function ended(child: ChildProcess): Promise<Run> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** Runs jobs, two at a time, in their order. */
export async function twoAtATime<T>(jobs: readonly (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < jobs.length; at = next++) results[at] = (await jobs[at]?.()) as T;
  };
  await Promise.all([worker(), worker()]);
  return results;
}
