/** Runs a table of broken homes: each is broken for real, and the check's line is looked for. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Level } from '../../src/lib/setup/doctor/check.ts';
import { bad, makePatient, type Patient, type PatientOptions } from './doctor.ts';

export const POSIX = process.platform !== 'win32';
/** The end of the name of a temporary file whose writer is dead. */
export const TEMP = 'nerve-999999999-0123456789ab.tmp';

export interface Case {
  readonly title: string;
  readonly id: string;
  readonly level: Level;
  /** A part of the sentence. */
  readonly says: string;
  /** A part of the fix; left out where there is none. */
  readonly fix?: string;
  readonly fixable?: true;
  readonly hurt: () => void | Promise<void>;
  readonly options?: () => PatientOptions;
  /** Where it can be tried; everywhere if left out. */
  readonly only?: boolean;
}

export interface Ward {
  readonly patient: Patient;
  /** A path in the patient's home. */
  at(name: string): string;
  edit(name: string, change: (text: string) => string): void;
  workspace(name: string, text: string | Buffer): void;
}

/** A home for all tests of a file, brought back before each of them. */
export function createWard(): Ward {
  let patient: Patient | undefined;
  beforeAll(async () => {
    patient = await makePatient();
  }, 60_000);
  beforeEach(() => patient?.rewind());
  const present = (): Patient => {
    if (!patient) throw new Error('the home is not made yet');
    return patient;
  };
  const at = (name: string): string => join(present().home, name);
  return {
    get patient() {
      return present();
    },
    at,
    edit: (name, change) => writeFileSync(at(name), change(readFileSync(at(name), 'utf8'))),
    workspace: (name, text) => writeFileSync(at(`nerve-workspace/${name}`), text),
  };
}

/** One test for each case. */
export function testCases(ward: Ward, cases: readonly Case[]): void {
  describe('doctor', () => {
    it.each(cases.filter(({ only = true }) => only))('finds $title', async (broken) => {
      const { hurt, options, id, level, says, fix, fixable = false } = broken;
      await hurt();
      const findings = await ward.patient.examine(options?.());
      const found = findings.filter(
        (finding) => finding.id === id && finding.message.includes(says) && finding.subject !== 'claude-code',
      );
      expect(found, JSON.stringify(bad(findings), null, 1)).toHaveLength(1);
      expect(found[0]?.level).toBe(level);
      if (fix === undefined) expect(found[0]?.fix).toBeUndefined();
      else expect(found[0]?.fix).toContain(fix);
      expect(found[0]?.mend !== undefined).toBe(fixable);
    });
  });
}
