/** Kills a command at one step after the other, and brings a home back to where it was in between. */
import { chmodSync, cpSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { treeOf } from './home.ts';
import type { Nerve, Run } from './scenario.ts';
import { tempDir } from './temp.ts';

export const PRELOAD = './kill-preload.ts';

/** How many calls of a command change the disk. */
export async function countSteps(nerve: Nerve, home: string, args: string): Promise<number> {
  const file = join(tempDir(), 'count');
  await nerve.expect(0, home, args, { preload: PRELOAD, env: { COUNT_FILE: file } });
  return Number(readFileSync(file, 'utf8'));
}

/** Runs a command that is killed before its n-th change of the disk. */
export function killAt(nerve: Nerve, home: string, args: string, step: number): Promise<Run> {
  return nerve(home, args, { preload: PRELOAD, env: { KILL_AT: String(step) } });
}

/**
 * The steps to try: all of them with `NERVE_ALL_KILL_POINTS=1`, else about `sample`, spread evenly with an odd stride so
 * that every kind of call is met.
 */
export function killPoints(total: number, sample: number): number[] {
  const all = Array.from({ length: total }, (_, index) => index + 1);
  if (process.env.NERVE_ALL_KILL_POINTS === '1' || total <= sample) return all;
  const stride = Math.ceil(total / sample) | 1;
  return all.filter((step) => step % stride === 1);
}

/** A home that can be put back to how it is now, at the same path. */
export interface Rewindable {
  readonly home: string;
  rewind(): void;
}

export function rewindable(home: string): Rewindable {
  const template = tempDir();
  copyInto(home, template);
  return {
    home,
    rewind: () => {
      for (const name of readdirSync(home)) rmSync(join(home, name), { recursive: true, force: true });
      copyInto(template, home);
    },
  };
}

function copyInto(from: string, to: string): void {
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  for (const [name, facts] of Object.entries(treeOf(from))) {
    if (!facts.startsWith('link')) chmodSync(join(to, name), lstatSync(join(from, name)).mode & 0o777);
  }
}

/** Whether a name is that of one of nerve's temporary files. */
export function isTemp(name: string): boolean {
  return /\.nerve-\d+-[0-9a-f]{12}\.tmp$/.test(name);
}

/** The text of every file below a home but in nerve's own folder, tokens made equal, temporary files left out. */
export function textsOf(home: string): Record<string, string> {
  const files = Object.entries(treeOf(home, ['.nerve'])).filter(
    ([name, facts]) => facts.startsWith('file') && !isTemp(name),
  );
  return Object.fromEntries(
    files.map(([name, facts]) => {
      const text = readFileSync(join(home, name), 'latin1').replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'TOKEN');
      return [name, `${facts.split(' ')[1]} ${text}`];
    }),
  );
}
