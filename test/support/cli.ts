/** Runs the built command line in any environment and as any user, and says what is wrong with how it answered. */
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildNerve, ended, type Run, repository } from './scenario.ts';
import { tempDir } from './temp.ts';

/** A user who is nobody, where tests run as root. */
export const NOBODY = 65534;
export const isRoot = process.getuid?.() === 0;

export interface Cli {
  readonly node: string;
  readonly entry: string;
}

export interface CliOptions {
  /** The whole environment but PATH. */
  readonly env: Readonly<Record<string, string>>;
  /** Run as this user; only root can. */
  readonly user?: number | undefined;
}

/** Runs `nerve` with these words to its end, without a terminal. */
export function runCli(cli: Cli, words: readonly string[], { env, user }: CliOptions): Promise<Run> {
  const child = spawn(cli.node, [cli.entry, ...words], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20_000,
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  return ended(child);
}

/** Node and the built package, where everybody can read them: copied if the checkout is private. */
export async function publicCli(): Promise<Cli> {
  const entry = await buildNerve();
  if (isPublic(entry) && isPublic(process.execPath)) return { node: process.execPath, entry };
  const copy = tempDir();
  chmodSync(copy, 0o755);
  cpSync(dirname(dirname(entry)), join(copy, 'nerve'), { recursive: true });
  for (const name of runtimePackages('better-sqlite3')) {
    cpSync(join(repository, 'node_modules', name), join(copy, 'node_modules', name), { recursive: true });
  }
  cpSync(process.execPath, join(copy, 'node'));
  return { node: join(copy, 'node'), entry: join(copy, 'nerve', 'bin', 'nerve.js') };
}

function isPublic(path: string): boolean {
  if (path === dirname(path)) return true;
  return (statSync(path).mode & 0o005) === 0o005 || !statSync(path).isDirectory()
    ? (statSync(path).mode & 0o004) !== 0 && isPublic(dirname(path))
    : false;
}

function runtimePackages(name: string): string[] {
  const { dependencies = {} } = JSON.parse(
    readFileSync(join(repository, 'node_modules', name, 'package.json'), 'utf8'),
  );
  return [name, ...Object.keys(dependencies).flatMap(runtimePackages)];
}

/** What breaks the contract of every command, as sentences. */
export function complaintsAbout(run: Run, words: readonly string[], code: number, color = false): string[] {
  const json = words.includes('--json');
  const all = `${run.stdout}\n${run.stderr}`;
  const complaints: string[] = [];
  const complain = (what: string): void => {
    complaints.push(`nerve ${words.join(' ')}: ${what}: ${all.trim().slice(0, 300)}`);
  };
  if (run.code !== code) complain(`ended with ${run.signal ?? run.code}, not ${code}`);
  if (/^\s+at .*[:(]\d+/m.test(all) || /node:internal|Unhandled|\(node:\d+\)/.test(all))
    complain('shows a stack trace');
  if (all.includes('\u001b') && (!color || (json && run.stdout.includes('\u001b'))))
    complain('colours unasked');
  if (json) for (const problem of envelopeProblems(run, code)) complain(problem);
  else if (code > 1 && run.stdout !== '') complain('prints to stdout although it failed');
  if (!json && code > 1 && !/^\S*error\S* /.test(run.stderr.replaceAll('\u001b', '')))
    complain('does not say what is wrong');
  return complaints;
}

function envelopeProblems({ stdout }: Run, code: number): string[] {
  let envelope: Record<string, unknown>;
  try {
    envelope = JSON.parse(stdout);
  } catch {
    return ['stdout is not one JSON value'];
  }
  const problems: string[] = [];
  const { ok, command, version, warnings, error } = envelope;
  if (ok !== (code === 0)) problems.push('`ok` and the exit code disagree');
  if (typeof command !== 'string') problems.push('`command` is missing');
  if (!/^\d+\.\d+\.\d+/.test(String(version))) problems.push('`version` is not filled in');
  if (!('data' in envelope) || !Array.isArray(warnings)) problems.push('`data` or `warnings` is missing');
  if (code > 1) {
    const { code: name, kind, message } = (error ?? {}) as Record<string, unknown>;
    if (![name, kind, message].every((text) => typeof text === 'string' && text !== ''))
      problems.push('no `error`');
  }
  return problems;
}
