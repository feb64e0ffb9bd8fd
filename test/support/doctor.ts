/** A home where nerve is set up with two agents, broken in one way after the other, and what `nerve doctor` finds. */
import { chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Context } from '../../src/lib/base/config/context.ts';
import { createContext } from '../../src/lib/setup/create-context.ts';
import type { Finding } from '../../src/lib/setup/doctor/check.ts';
import { examine } from '../../src/lib/setup/doctor/examine.ts';
import { makeHome, put } from './home.ts';
import { type Rewindable, rewindable } from './kill.ts';
import { buildNerve, createNerve, type Nerve } from './scenario.ts';
import { tempDir } from './temp.ts';

export interface Patient extends Rewindable {
  readonly nerve: Nerve;
  /** A folder with programs of this name and version. */
  readonly bin: string;
  /** The environment in which the agents are found. */
  readonly env: Readonly<Record<string, string>>;
  context(options?: PatientOptions): Promise<Context>;
  examine(options?: PatientOptions): Promise<Finding[]>;
}

export interface PatientOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly now?: Date;
}

/** Sets nerve up; `rewind` brings the home back to this state. */
export async function makePatient(args = 'init --yes --auth inline'): Promise<Patient> {
  const [nerve, entry] = await Promise.all([createNerve(), buildNerve()]);
  const bin = tempDir();
  putProgram(bin, 'codex', '0.169.0');
  putProgram(bin, 'claude', '2.1.328');
  const env = { PATH: `${bin}:/usr/bin:/bin` };
  const life = rewindable(makeHome({ '.codex': null, '.claude': null }));
  const { home } = life;
  await nerve.expect(0, home, args, { env });
  put(home, { 'nerve-workspace/USER.md': '# User\n\n- Likes short answers.\n' });
  await nerve.expect(0, home, 'sync', { env });
  const sound = rewindable(home);
  const context = async ({ env: more = {}, now }: PatientOptions = {}): Promise<Context> => {
    const made = await createContext({
      env: { HOME: home, ...env, ...more },
      homeFlag: undefined,
      log: { info: () => undefined, warn: () => undefined, debug: () => undefined },
      version: '0.0.0',
      root: dirname(dirname(entry)),
      harmless: true,
      tolerant: true,
      namedFiles: [],
    });
    return now ? { ...made, clock: { now: () => now } } : made;
  };
  return { ...sound, nerve, bin, env, context, examine: async (options) => examine(await context(options)) };
}

/** A program that says its version. */
export function putProgram(bin: string, name: string, version: string): void {
  put(bin, { [name]: `#!/bin/sh\necho '${name} ${version}'\n` });
  chmodSync(join(bin, name), 0o755);
}

/** What is wrong or worth a note. */
export function bad(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ level }) => level === 'error' || level === 'warn');
}
