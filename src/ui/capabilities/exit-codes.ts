/** The exit codes with their meaning. */
import { EXIT } from '../../lib/base/kernel/errors.ts';

const MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'done, or nothing to do',
  drift: 'a check found something',
  usage: 'the command line or the configuration is not valid',
  decision: 'a person has to decide: a flag gives the answer',
  refused: 'refused, because it would not be safe',
  unavailable: 'not available right now; the same call may succeed later',
  bug: 'a bug in nerve',
  interrupted: 'interrupted',
};

export interface ExitCode {
  readonly code: number;
  readonly name: string;
  readonly meaning: string;
}

/** All exit codes, the smallest first. */
export function exitCodes(): ExitCode[] {
  return Object.entries(EXIT).map(([name, code]) => ({
    code,
    name,
    meaning: MEANINGS[name as keyof typeof EXIT],
  }));
}
