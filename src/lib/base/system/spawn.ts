/** Finds and runs other programs, never through a shell. */
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, extname, isAbsolute, join, sep } from 'node:path';
import { checkPath } from './checks.ts';
import type { RunOptions, RunResult, StartOptions } from './system.ts';

/** Characters of each stream that are kept; more ends the program. */
export const MAX_OUTPUT = 1024 * 1024;

/** Windows has no process groups. */
const GROUPS = process.platform !== 'win32';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The absolute path of an executable file: `program` itself when absolute, else the first of that name on PATH.
 * Empty and relative PATH entries are passed over, so that a project folder cannot plant a program.
 */
export function findProgram(program: string, env: Environment): string | undefined {
  const windows = process.platform === 'win32';
  if (program === '' || program.includes('\0')) return undefined;
  const endings = windows ? windowsEndings(program, env) : [''];
  const hasFolder = program.includes(sep) || program.includes('/');
  if (hasFolder && !isAbsolute(program)) return undefined;
  const folders = hasFolder
    ? ['']
    : (variable(env, 'PATH') ?? '')
        .split(delimiter)
        .map(unquote)
        .filter((folder) => isAbsolute(folder));
  for (const folder of folders) {
    for (const ending of endings) {
      const path = folder === '' ? program + ending : join(folder, program + ending);
      if (isExecutable(path)) return path;
    }
  }
  return undefined;
}

function windowsEndings(program: string, env: Environment): readonly string[] {
  const known = (variable(env, 'PATHEXT') || '.COM;.EXE;.BAT;.CMD')
    .split(';')
    .filter((ending) => ending !== '');
  const named = known.some((ending) => ending.toLowerCase() === extname(program).toLowerCase());
  return named ? ['', ...known] : known;
}

/** Names of variables have no case on Windows. */
function variable(env: Environment, name: string): string | undefined {
  if (process.platform !== 'win32') return env[name];
  const key = Object.keys(env).find((candidate) => candidate.toUpperCase() === name);
  return key === undefined ? undefined : env[key];
}

function unquote(folder: string): string {
  return process.platform === 'win32' ? folder.replaceAll('"', '') : folder;
}

function isExecutable(path: string): boolean {
  try {
    if (!statSync(path).isFile()) return false;
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs the program at an absolute path to its end. stdin is closed, or gives `input`. A program that cannot be
 * started, is killed, runs out of time or writes more than 1 MiB has no `code`; nothing is thrown for it.
 * When the time is up, what it started dies with it, and nobody who still holds its output is waited for.
 */
export async function runProgram(
  file: string,
  args: readonly string[],
  options: RunOptions,
): Promise<RunResult> {
  checkPath(file);
  const execa = await loadExeca();
  const env = Object.fromEntries(Object.entries(options.env).filter(([, value]) => value !== undefined));
  const child = execa(file, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env,
    extendEnv: false,
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    // A group of its own, so that all of it can be killed; it has no terminal to ask on either.
    detached: GROUPS,
    killSignal: 'SIGKILL',
    maxBuffer: MAX_OUTPUT,
    reject: false,
    shell: false,
    stripFinalNewline: false,
    windowsHide: true,
  });
  const end = (): void => killAll(child.pid, () => child.kill('SIGKILL'));
  const timer = setTimeout(() => {
    end();
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, options.timeout);
  process.once('exit', end);
  try {
    const result = await child;
    if (result.isMaxBuffer) end();
    const ended = !result.isMaxBuffer && !result.isTerminated;
    return {
      code: ended ? result.exitCode : undefined,
      stdout: text(result.stdout),
      stderr: text(result.stderr),
    };
  } finally {
    clearTimeout(timer);
    process.removeListener('exit', end);
  }
}

/** Starts a program at an absolute path and forgets it. Its output goes to an open file; one that cannot be started writes nothing. */
export function startProgram(
  file: string,
  args: readonly string[],
  { cwd, env, output }: Pick<StartOptions, 'cwd' | 'env'> & { readonly output: number },
): void {
  checkPath(file);
  const child = spawn(file, args, {
    cwd,
    env,
    stdio: ['ignore', output, output],
    detached: true,
    windowsHide: true,
  });
  child.once('error', () => {});
  child.unref();
}

function killAll(pid: number | undefined, killOne: () => void): void {
  if (pid === undefined) return;
  try {
    if (GROUPS) process.kill(-pid, 'SIGKILL');
    else killOne();
  } catch {
    // It has ended meanwhile.
  }
}

function text(output: unknown): string {
  return typeof output === 'string' ? output : '';
}

/** It asks Node about colours as it loads, and Node warns of it where both variables are set. */
async function loadExeca(): Promise<typeof import('execa').execa> {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR === undefined || FORCE_COLOR === undefined) return (await import('execa')).execa;
  delete process.env.FORCE_COLOR;
  try {
    return (await import('execa')).execa;
  } finally {
    process.env.FORCE_COLOR = FORCE_COLOR;
  }
}
