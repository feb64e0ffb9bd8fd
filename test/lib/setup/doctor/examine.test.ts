import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createDiskCheck } from '../../../../src/lib/setup/doctor/checks/disk.ts';
import { CHECKS } from '../../../../src/lib/setup/doctor/checks.ts';
import { examine } from '../../../../src/lib/setup/doctor/examine.ts';
import { bad } from '../../../support/doctor.ts';
import { createWard } from '../../../support/doctor-cases.ts';

const ward = createWard();
const { at, workspace } = ward;
/** Looks like a token of a well-known service. */
const SECRET = `ghp_${'a1B2c3'.repeat(6)}`;

describe('doctor', () => {
  it('has nothing to complain of in a sound home', async () => {
    const findings = await ward.patient.examine();
    expect(bad(findings)).toEqual([]);
    expect(findings.filter(({ level }) => level === 'ok').length).toBeGreaterThan(20);
    expect(findings).toContainEqual(expect.objectContaining({ id: 'privacy.telemetry', level: 'ok' }));
    expect(findings).toContainEqual(expect.objectContaining({ id: 'system.terminal', level: 'info' }));
    expect(findings).toContainEqual(expect.objectContaining({ id: 'node.version', level: 'ok' }));
  });

  it('writes every finding as one sentence without a secret', async () => {
    const token = readFileSync(at('.nerve/secrets/agents/codex'), 'utf8').trim();
    workspace('TOOLS.md', `The key is ${SECRET}\n`);
    appendFileSync(at('.codex/config.toml'), '\n[[[\n');
    const findings = await ward.patient.examine();
    for (const { message, fix = '' } of findings) {
      expect(message).toMatch(/^[A-Z~n/].*[.}]$/);
      expect(message + fix).not.toContain('\n');
      expect(message + fix).not.toContain(token);
      expect(message + fix).not.toContain(SECRET);
    }
  });

  it('reports one cause once, whatever else it breaks', async () => {
    writeFileSync(at('.nerve/ledger/ledger.json'), '{');
    const findings = await ward.patient.examine();
    expect(bad(findings).map(({ id }) => id)).toEqual(['ledger.readable']);
    expect(findings.filter(({ message }) => message.startsWith('Not checked')).length).toBeGreaterThan(0);
  });

  it('goes on after a check that fails in an unforeseen way', async () => {
    const broken = {
      id: 'test.broken',
      look: () => {
        throw new TypeError('no such thing');
      },
    };
    const findings = await examine(await ward.patient.context(), [broken, ...CHECKS.slice(-1)]);
    expect(findings).toMatchObject([
      { id: 'test.broken', level: 'error', message: 'no such thing.' },
      { id: 'privacy.telemetry' },
    ]);
  });

  it.each([
    [5 * 2 ** 20, 'error', '5 MiB'],
    [50 * 2 ** 20, 'warn', '50 MiB'],
    [5 * 2 ** 30, 'ok', '5.0 GiB'],
  ])('with %d bytes free says %s', async (free, level, says) => {
    const [finding] = await examine(await ward.patient.context(), [createDiskCheck(() => free)]);
    expect(finding).toMatchObject({ id: 'system.disk', level });
    expect(finding?.message).toContain(says);
  });
});
