import { appendFileSync, chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bad, makePatient, type Patient } from '../../../support/doctor.ts';
import { modeOf, timesOf, treeOf } from '../../../support/home.ts';
import { countSteps, killAt } from '../../../support/kill.ts';

let patient: Patient;
let home: string;

beforeAll(async () => {
  patient = await makePatient();
  home = patient.home;
}, 60_000);

beforeEach(() => patient.rewind());

const at = (name: string): string => join(home, name);
const TEMP = 'nerve-999999999-0123456789ab.tmp';

interface Check {
  readonly id: string;
  readonly subject: string | null;
  readonly level: string;
  readonly fixable: boolean;
}

interface Report {
  readonly checks: readonly Check[];
  readonly fixed: readonly { readonly id: string; readonly what: string; readonly failure?: string }[];
  readonly counts: Readonly<Record<string, number>>;
}

/** Runs the real doctor; returns its exit code and its data. */
async function doctor(args = ''): Promise<{ code: number | null; report: Report; ok: boolean }> {
  const { code, stdout } = await patient.nerve(home, `doctor --json ${args}`, { env: patient.env });
  const { data, ok } = JSON.parse(stdout);
  return { code, report: data, ok };
}

const idsOf = (report: Report): string[] =>
  report.checks.filter(({ level }) => level === 'error' || level === 'warn').map(({ id }) => id);

/** Contents, modes and times; SQLite makes and removes two files beside the database while it reads. */
function snapshot(): unknown {
  const { '.nerve': _folder, ...times } = timesOf(home);
  return [treeOf(home), times];
}

/** Damage of every kind that `--fix` mends, at once. */
function hurt(): void {
  chmodSync(at('.nerve'), 0o755);
  chmodSync(at('.nerve/secrets'), 0o755);
  chmodSync(at('.nerve/secrets/agents/codex'), 0o644);
  chmodSync(at('.nerve/config.yaml'), 0o400);
  writeFileSync(at(`.codex/.config.toml.${TEMP}`), 'half');
  rmSync(at('.nerve/bin/nerve'));
}

describe('doctor without --fix', () => {
  it('writes nothing, in a sound home and in a broken one', async () => {
    rmSync(at('.nerve/cache'), { recursive: true, force: true });
    for (const prepare of [() => undefined, hurt]) {
      prepare();
      const before = snapshot();
      await doctor();
      expect(snapshot()).toEqual(before);
    }
  });

  it('writes nothing before nerve is set up', async () => {
    rmSync(at('.nerve'), { recursive: true });
    const before = treeOf(home);
    const { code, report } = await doctor();
    expect(code).toBe(0);
    expect(report.checks).toContainEqual(expect.objectContaining({ id: 'config.exists', level: 'info' }));
    expect(treeOf(home)).toEqual(before);
  });

  it('ends with 1 for an error, and for a warning only with --strict', async () => {
    expect(await doctor('--strict')).toMatchObject({ code: 0, ok: true });
    writeFileSync(at('.codex/AGENTS.override.md'), 'Mine.\n');
    expect(await doctor()).toMatchObject({ code: 0, ok: true });
    expect(await doctor('--strict')).toMatchObject({ code: 1, ok: false });
    rmSync(at('.nerve/secrets/agents/codex'));
    expect(await doctor()).toMatchObject({ code: 1, ok: false });
  });

  it.each([
    ['settings', () => writeFileSync(at('.nerve/config.yaml'), 'a: [\n'), 'config.valid'],
    ['a ledger', () => writeFileSync(at('.nerve/ledger/ledger.json'), '{'), 'ledger.readable'],
    ['a database', () => writeFileSync(at('.nerve/nerve.db'), 'x'.repeat(9000)), 'database.integrity'],
    [
      'a workspace setting',
      () => appendFileSync(at('.nerve/config.yaml'), 'workspace: /\n'),
      'config.workspace',
    ],
  ])('works with %s that nobody can use', async (_, break_, id) => {
    break_();
    const { code, report } = await doctor();
    expect(code).toBe(1);
    expect(idsOf(report)).toContain(id);
    expect(report.checks.map((check) => check.id)).toContain('privacy.telemetry');
  });

  it('prints a line and a fix for each finding; --quiet only what is wrong', async () => {
    rmSync(at('.nerve/bin/nerve'));
    const all = await patient.nerve.expect(1, home, 'doctor', { env: patient.env });
    expect(all.stdout).toMatch(/^ok {4}Node v/);
    expect(all.stdout).toContain(
      'error ~/.nerve/bin/nerve is gone: agents and services cannot start nerve.\n      → nerve sync\n',
    );
    expect(all.stdout).toMatch(/1 error, \d+ notes?, \d+ fine\.\nnerve doctor --fix mends 1 of them\.\n$/);
    const few = await patient.nerve.expect(1, home, 'doctor --quiet', { env: patient.env });
    expect(few.stdout).toMatch(/^error /);
    expect(few.stdout).not.toContain('No telemetry');
  });
});

describe('doctor --fix', () => {
  it.skipIf(process.platform === 'win32')(
    'mends what is safe, says so, and is content afterwards',
    async () => {
      hurt();
      const user = ['.codex/config.toml', '.claude.json', 'nerve-workspace/USER.md'].map((name) =>
        treeOf(at(name)),
      );
      const { code, report } = await doctor('--fix');
      expect(report.fixed.map(({ id }) => id)).toEqual([
        'home.modes',
        'home.access',
        'temps.stale',
        'launcher',
      ]);
      expect(report.fixed.filter(({ failure }) => failure !== undefined)).toEqual([]);
      expect([code, idsOf(report)]).toEqual([0, []]);
      expect(modeOf(at('.nerve'))).toBe('700');
      expect(modeOf(at('.nerve/secrets'))).toBe('700');
      expect(modeOf(at('.nerve/secrets/agents/codex'))).toBe('600');
      expect(modeOf(at('.nerve/bin/nerve'))).toBe('700');
      expect(existsSync(at(`.codex/.config.toml.${TEMP}`))).toBe(false);
      expect(
        ['.codex/config.toml', '.claude.json', 'nerve-workspace/USER.md'].map((name) => treeOf(at(name))),
      ).toEqual(user);
      expect((await doctor()).report.fixed).toEqual([]);
    },
  );

  it('leaves alone what might lose something', async () => {
    appendFileSync(at('.codex/config.toml'), '\n[[[\n');
    writeFileSync(at(`.codex/.gone.toml.${TEMP}`), 'the only copy');
    const before = treeOf(home);
    const { code, report } = await doctor('--fix --sync');
    expect(code).toBe(1);
    expect(report.fixed).toEqual([]);
    expect(treeOf(home)).toEqual(before);
  });

  it('writes agents only with --sync, and only those with nothing to decide', async () => {
    writeFileSync(at('nerve-workspace/SOUL.md'), 'Be kind.\n');
    const config = readFileSync(at('.codex/config.toml'), 'utf8');
    writeFileSync(at('.codex/config.toml'), config.replace('tool_timeout_sec = 300', 'tool_timeout_sec = 9'));
    const bundles = () => [
      readFileSync(at('.codex/AGENTS.md'), 'utf8'),
      readFileSync(at('.claude/rules/nerve.md'), 'utf8'),
    ];
    await doctor('--fix');
    expect(bundles().join()).not.toContain('Be kind.');
    const { report } = await doctor('--fix --sync');
    expect(report.fixed).toMatchObject([{ id: 'files.outdated', what: 'the files of Claude Code' }]);
    expect(bundles().map((text) => text.includes('Be kind.'))).toEqual([false, true]);
    expect(idsOf(report)).toEqual(['files.conflict']);
  });

  it('says what it could not mend', async () => {
    // A folder stands where the launcher belongs.
    rmSync(at('.nerve/bin'), { recursive: true });
    writeFileSync(at('.nerve/bin'), '', { mode: 0o600 });
    const { code, report } = await doctor('--fix');
    expect(code).toBe(1);
    expect(report.fixed).toMatchObject([{ id: 'launcher', failure: expect.stringContaining('.nerve/bin') }]);
  });

  it('undoes a killed command, and makes its tokens known', async () => {
    const args = 'token rotate codex';
    const steps = await countSteps(patient.nerve, home, args);
    const seen = new Set<string>();
    for (let step = 1; step <= steps && seen.size < 2; step++) {
      patient.rewind();
      await killAt(patient.nerve, home, args, step);
      const before = bad(await patient.examine());
      const found = before.find(({ id }) => id === 'ledger.pending' || id === 'ledger.tokens');
      if (!found || seen.has(found.id)) continue;
      seen.add(found.id);
      const { code, report } = await doctor('--fix');
      expect(report.fixed).toContainEqual(expect.objectContaining({ id: found.id }));
      expect(report.fixed.filter(({ failure }) => failure !== undefined)).toEqual([]);
      expect([code, idsOf(report)], `killed at ${step}`).toEqual([0, []]);
    }
    expect([...seen].sort()).toEqual(['ledger.pending', 'ledger.tokens']);
  }, 120_000);
});
