import { appendFileSync, chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makePatient, type Patient, putProgram } from '../support/doctor.ts';
import { makeHome, timesOf, treeOf } from '../support/home.ts';
import { killAt } from '../support/kill.ts';

let patient: Patient;
let home: string;

beforeAll(async () => {
  patient = await makePatient();
  home = patient.home;
}, 60_000);

beforeEach(() => patient.rewind());

const at = (name: string): string => join(home, name);
const edit = (name: string, change: (text: string) => string): void =>
  writeFileSync(at(name), change(readFileSync(at(name), 'utf8')));

interface Line {
  readonly file: string;
  readonly since: readonly string[];
  readonly would: string;
  readonly parts: readonly { readonly reason?: string; readonly state: string }[];
}

async function status(args = '', env: Record<string, string> = {}) {
  const run = await patient.nerve(home, `status --json ${args}`, { env: { ...patient.env, ...env } });
  const { data } = JSON.parse(run.stdout);
  const lines: Line[] = data?.files ?? [];
  const line = (name: string): Line | undefined => lines.find(({ file }) => file === at(name));
  return { code: run.code, data, line };
}

const CONFIG = '.codex/config.toml';
const timeout = (seconds: number) => (text: string) =>
  text.replace(/tool_timeout_sec = \d+/, `tool_timeout_sec = ${seconds}`);

describe('status', () => {
  it('has nothing to say of a home in step', async () => {
    const { code, data } = await status('--check');
    expect(code).toBe(0);
    expect(data).toMatchObject({
      setUp: true,
      differs: false,
      problem: null,
      unfinished: null,
      newTokens: [],
    });
    expect(data.files.length).toBe(5);
    for (const line of data.files) expect(line).toMatchObject({ since: [], would: 'nothing', parts: [] });
    expect(data.agents.map(({ name, tested }: Record<string, string>) => [name, tested]).slice(0, 2)).toEqual(
      [
        ['codex', 'tested'],
        ['claude-code', 'tested'],
      ],
    );
    expect(data.hub).toEqual({
      state: 'stopped',
      endpoint: 'http://127.0.0.1:8900/mcp/v1',
      pid: null,
      since: null,
    });
    expect(data.workspace).toEqual({ path: at('nerve-workspace'), exists: true, files: 6 });
    const { stdout } = await patient.nerve.expect(0, home, 'status', { env: patient.env });
    expect(stdout).toMatch(/Nothing to do\.\n$/);
  });

  it.each<[string, () => void, string, readonly string[], string, number]>([
    ['an edit of ours', () => edit(CONFIG, timeout(9)), CONFIG, ['ours-edited'], 'decide', 1],
    [
      'an edit of theirs',
      () => edit(CONFIG, (text) => `# mine\n${text}`),
      CONFIG,
      ['others-edited'],
      'nothing',
      0,
    ],
    [
      'our entry taken out',
      () => edit(CONFIG, (text) => text.replace(/\[mcp_servers\.nerve\][\s\S]*/, '')),
      CONFIG,
      ['ours-removed'],
      'decide',
      1,
    ],
    [
      'a file gone',
      () => rmSync(at('.claude/rules/nerve.md')),
      '.claude/rules/nerve.md',
      ['file-removed'],
      'decide',
      1,
    ],
    ['a broken file', () => appendFileSync(at(CONFIG), '[[['), CONFIG, ['unparseable'], 'refuse', 1],
    ['an open file with a token', () => chmodSync(at(CONFIG), 0o644), CONFIG, ['mode'], 'change', 1],
    [
      'an edited workspace',
      () => writeFileSync(at('nerve-workspace/SOUL.md'), 'Be kind.\n'),
      '.codex/AGENTS.md',
      [],
      'change',
      1,
    ],
    [
      'an agent that left',
      () => edit('.nerve/config.yaml', (text) => text.replace(/ +- name: codex\n( {6}\w.*\n)*/, '')),
      '.codex/AGENTS.md',
      [],
      'remove',
      1,
    ],
    [
      'a folder in the place of a file',
      () => {
        rmSync(at(CONFIG));
        mkdirSync(at(CONFIG));
      },
      CONFIG,
      ['unreadable'],
      'refuse',
      1,
    ],
  ])('shows %s', async (_, change, name, since, would, code) => {
    change();
    const found = await status('--check');
    expect(found.line(name)).toMatchObject({ since, would });
    expect(found.code).toBe(code);
    expect(found.data.differs).toBe(code === 1);
  });

  it('says what a sync would do by the settings', async () => {
    edit(CONFIG, timeout(9));
    expect((await status()).line(CONFIG)).toMatchObject({
      would: 'decide',
      parts: [{ state: 'conflict', reason: 'edited' }],
    });
    const policy = (value: string) => status('--check', { NERVE_EXTERNAL_AGENTS_CONFLICT: value });
    expect((await policy('backup')).line(CONFIG)).toMatchObject({
      would: 'change',
      parts: [{ state: 'take-over' }],
    });
    const skipped = await policy('skip');
    expect(skipped.line(CONFIG)).toMatchObject({ would: 'nothing', parts: [{ state: 'skipped' }] });
    expect(skipped.code).toBe(1);
  });

  it('agrees with sync --check about whether a sync has something to do', async () => {
    for (const change of [
      () => undefined,
      () => edit(CONFIG, (text) => `# mine\n${text}`),
      () => edit(CONFIG, timeout(9)),
    ]) {
      change();
      const { code } = await patient.nerve(home, 'sync --check', { env: patient.env });
      expect((await status('--check')).code).toBe(code);
    }
  });

  it('leaves a paused agent out of what differs, but shows what changed', async () => {
    await patient.nerve.expect(0, home, 'agents disable codex', { env: patient.env });
    edit(CONFIG, timeout(9));
    const { code, data, line } = await status('--check');
    expect([code, line(CONFIG)?.since, line(CONFIG)?.would]).toEqual([0, ['ours-edited'], 'nothing']);
    expect(data.agents[0]).toMatchObject({ name: 'codex', configured: true, enabled: false });
    const { stdout } = await patient.nerve.expect(0, home, 'status', { env: patient.env });
    expect(stdout).toMatch(/codex .*paused/);
  });

  it('shows versions: newer than tested, not on PATH', async () => {
    putProgram(home, 'codex', '9.0.0');
    const env = { PATH: `${home}:/usr/bin:/bin` };
    const { data } = await status('', env);
    expect(data.agents[0]).toMatchObject({ version: '9.0.0', verified: '0.169.0', tested: 'newer' });
    const { stdout } = await patient.nerve.expect(0, home, 'status', { env });
    expect(stdout).toContain('9.0.0, newer than the tested 0.169.0');
    expect(stdout).toMatch(/claude-code +not on PATH/);
  });

  it('shows tokens that a sync would make, and a token that is gone', async () => {
    rmSync(at('.nerve/secrets/agents/codex'));
    const { code, data } = await status('--check');
    expect(code).toBe(1);
    expect(data.newTokens).toEqual(['codex']);
    expect(data.agents[0].token).toEqual({ state: 'missing', expires: null });
  });

  it('says why a sync cannot run', async () => {
    rmSync(at('nerve-workspace'), { recursive: true });
    const { code, data } = await status('--check');
    expect(code).toBe(1);
    expect(data.problem.code).toBe('no-workspace');
    expect(data.workspace.exists).toBe(false);
    for (const line of data.files) expect(line.would).toBe('unknown');
    const { stdout } = await patient.nerve.expect(0, home, 'status', { env: patient.env });
    expect(stdout).toContain('A sync cannot run:');
  });

  it('shows what a killed command left', async () => {
    writeFileSync(at('nerve-workspace/SOUL.md'), 'Be kind.\n');
    let unfinished: unknown = null;
    for (let step = 8; step < 60 && !unfinished; step++) {
      await killAt(patient.nerve, home, 'sync', step);
      ({ unfinished } = (await status('--check')).data);
      if (!unfinished) patient.rewind();
      if (!unfinished) writeFileSync(at('nerve-workspace/SOUL.md'), 'Be kind.\n');
    }
    expect(unfinished).toMatchObject({ what: 'files', command: 'sync' });
    const { stdout } = await patient.nerve.expect(1, home, 'status --check', { env: patient.env });
    expect(stdout).toContain('`nerve sync` of ');
    expect(stdout).toContain('was killed half way.');
  }, 60_000);

  it('writes nothing', async () => {
    edit(CONFIG, timeout(9));
    await status();
    const before = [treeOf(home), timesOf(home)];
    await status('--check');
    await patient.nerve.expect(0, home, 'agents status', { env: patient.env });
    expect([treeOf(home), timesOf(home)]).toEqual(before);
  });

  it('before init says so and what was found', async () => {
    const empty = makeHome({ '.codex': null });
    const { stdout } = await patient.nerve.expect(0, empty, 'status');
    expect(stdout).toContain('nerve is not set up for this user yet.\nFound here: Codex.');
    await patient.nerve.expect(1, empty, 'status --check');
    expect(Object.keys(treeOf(empty))).toEqual(['.', '.codex']);
  });

  it('agents status says the same, agent by agent', async () => {
    edit(CONFIG, timeout(9));
    rmSync(at('.claude/rules/nerve.md'));
    const { stdout } = await patient.nerve.expect(0, home, 'agents status --json', { env: patient.env });
    const { agents } = JSON.parse(stdout).data;
    expect(agents[0].files).toMatchObject([
      { file: at(CONFIG), state: 'conflict', since: ['ours-edited'] },
      { file: at('.codex/AGENTS.md'), state: 'current', since: [] },
    ]);
    expect(agents[1].files).toContainEqual(
      expect.objectContaining({ state: 'conflict', since: ['file-removed'], hash: null }),
    );
  });
});
