import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeHome, modeOf, timesOf, treeOf } from '../support/home.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

const CONFIG = `# Mine.
workspace: ~/notes # not the default
external_agents:
  conflict_policy: ask   # think first
  targets:
    # the good one
    - name: codex
      enabled: true
      auth: env # from the vault
    - name: claude-code
      enabled: true
`;

function homeWith(text: string): string {
  return makeHome({ '.codex': null, '.claude': null, '.nerve/config.yaml': text });
}

const configOf = (home: string): string => readFileSync(join(home, '.nerve/config.yaml'), 'utf8');

async function data(home: string, args: string, env: Record<string, string> = {}) {
  const { stdout } = await nerve.expect(0, home, `${args} --json`, { env });
  return JSON.parse(stdout).data;
}

describe('config list and get', () => {
  it('say value and origin of every setting', async () => {
    const home = homeWith(CONFIG);
    const { stdout } = await nerve.expect(0, home, 'config list --origin', {
      env: { NERVE_EXTERNAL_AGENTS_CONFLICT: 'skip' },
    });
    const rows = Object.fromEntries(
      stdout
        .trim()
        .split('\n')
        .map((line) => [line.split(/ {2,}/)[0], line.split(/ {2,}/).slice(1)]),
    );
    expect(rows).toMatchObject({
      workspace: ['~/notes', '~/.nerve/config.yaml:2'],
      'hub.url': ['http://127.0.0.1:8900', 'default'],
      'external_agents.conflict_policy': ['skip', 'environment NERVE_EXTERNAL_AGENTS_CONFLICT'],
      'agents.codex.auth': ['env', '~/.nerve/config.yaml:9'],
      'agents.codex.bundle': ['default', 'default'],
      'agents.claude-code.enabled': ['true', '~/.nerve/config.yaml:11'],
    });
  });

  it('get prints the value alone, for scripts', async () => {
    const home = homeWith(CONFIG);
    expect(await nerve(home, 'config get workspace')).toMatchObject({
      code: 0,
      stdout: `${home}/notes\n`,
      stderr: '',
    });
    expect((await nerve(home, 'config get agents.claude.auth')).stdout).toBe('auto\n');
    expect((await nerve(home, 'config get agents.codex.auth --origin')).stdout).toBe(
      'env  ~/.nerve/config.yaml:9\n',
    );
  });

  it('write nothing, also where nerve is not set up', async () => {
    const home = makeHome({ '.codex': null });
    const before = timesOf(home);
    await nerve.expect(0, home, 'config list --origin');
    await nerve.expect(0, home, 'config get hub.url');
    expect(await nerve(home, 'config path')).toMatchObject({
      code: 0,
      stdout: `${home}/.nerve/config.yaml\n`,
    });
    expect(timesOf(home)).toEqual(before);
  });

  it.each([
    ['--home /tmp/elsewhere', {}, '/tmp/elsewhere/config.yaml', '--home'],
    ['', { NERVE_HOME: '/tmp/other' }, '/tmp/other/config.yaml', 'NERVE_HOME'],
  ])('path follows %s %j', async (flags, env, path, from) => {
    expect(await data(makeHome(), `config path ${flags}`, env)).toEqual({ path, exists: false, from });
  });
});

describe('config set', () => {
  it.each([
    ['external_agents.conflict_policy backup', 'conflict_policy: ask', 'conflict_policy: backup'],
    ['agents.codex.auth helper', 'auth: env', 'auth: helper'],
    ['agents.claude.enabled false', 'claude-code\n      enabled: true', 'claude-code\n      enabled: false'],
    ['workspace /srv/agents', '~/notes', '/srv/agents'],
  ])('%s changes one value and no other byte', async (args, from, to) => {
    const home = homeWith(CONFIG);
    await nerve.expect(0, home, `config set ${args}`);
    expect(configOf(home)).toBe(CONFIG.replace(from, to));
  });

  it('adds what is missing, as the type that it is', async () => {
    const home = homeWith(CONFIG);
    await nerve.expect(0, home, 'config set external_agents.sync_interval_minutes 30');
    await nerve.expect(0, home, 'config set external_agents.sidecars false');
    await nerve.expect(0, home, 'config set agents.claude-code.permissions none');
    const settings = (await data(home, 'config list')).settings as { key: string; value: unknown }[];
    const values = Object.fromEntries(settings.map(({ key, value }) => [key, value]));
    expect(values).toMatchObject({
      'external_agents.sync_interval_minutes': 30,
      'external_agents.sidecars': false,
      'agents.claude-code.permissions': 'none',
    });
    expect(configOf(home)).toContain('# the good one');
  });

  it('keeps a folder as an absolute path', async () => {
    const home = homeWith(CONFIG);
    await nerve.expect(0, home, 'config set workspace notes/agents');
    expect(configOf(home)).toContain('workspace: ~/notes/agents # not the default');
  });

  it('makes the file, private, and leaves nothing else behind', async () => {
    const home = makeHome({ '.codex': null });
    await nerve.expect(0, home, 'config set external_agents.conflict_policy skip');
    expect(Object.keys(treeOf(home))).toEqual(['.', '.codex', '.nerve', '.nerve/config.yaml']);
    expect(modeOf(join(home, '.nerve/config.yaml'))).toBe('600');
    expect(modeOf(join(home, '.nerve'))).toBe('700');
    await nerve.expect(0, home, 'init --yes');
    expect((await nerve(home, 'config get external_agents.conflict_policy')).stdout).toBe('skip\n');
    await nerve.expect(0, home, 'uninstall --yes');
    expect(existsSync(join(home, '.nerve'))).toBe(false);
  });

  it('keeps the permissions of the file', async () => {
    const home = homeWith(CONFIG);
    chmodSync(join(home, '.nerve/config.yaml'), 0o640);
    await nerve.expect(0, home, 'config set workspace /w');
    expect(modeOf(join(home, '.nerve/config.yaml'))).toBe('640');
  });

  it('writes nothing when the value is there already', async () => {
    const home = homeWith(CONFIG);
    await nerve.expect(0, home, 'config set workspace /w');
    const before = timesOf(join(home, '.nerve', 'config.yaml'));
    expect((await nerve(home, 'config set workspace /w')).stdout).toContain('Nothing to change.');
    expect(timesOf(join(home, '.nerve', 'config.yaml'))).toEqual(before);
  });

  it('says who wins and what to run next', async () => {
    const home = homeWith(CONFIG);
    const result = await nerve(home, 'config set workspace /w', { env: { NERVE_WORKSPACE: '/elsewhere' } });
    expect(result.stderr).toContain('NERVE_WORKSPACE is set and wins over ~/.nerve/config.yaml');
    expect(result.stdout).toContain('nerve sync');
    expect((await nerve(home, 'config set external_agents.conflict_policy skip')).stdout).not.toContain(
      'nerve sync',
    );
    const again = await data(home, 'config set workspace /v', { NERVE_WORKSPACE: '/elsewhere' });
    expect(again).toMatchObject({
      key: 'workspace',
      value: '/v',
      changed: true,
      needsSync: true,
      overriddenBy: 'NERVE_WORKSPACE',
    });
  });

  it('is what sync then does', async () => {
    const home = makeHome({ '.codex': null });
    await nerve.expect(0, home, 'init --yes --agents codex');
    await nerve.expect(0, home, 'sync --check');
    await nerve.expect(0, home, 'config set agents.codex.bundle none');
    await nerve.expect(1, home, 'sync --check');
    await nerve.expect(0, home, 'sync');
    expect(existsSync(join(home, '.codex/AGENTS.md'))).toBe(false);
  });
});

describe('config set refuses, and changes nothing', () => {
  it.each([
    ['workspce /x', 2, 'did you mean workspace?'],
    ['external_agents.conflict_policy maybe', 2, 'one of ask, backup, skip, merge'],
    ['external_agents.sync_interval_minutes 0', 2, 'a whole number from 1 to 1440'],
    ['external_agents.enabled yes', 2, 'true or false'],
    ['hub.url localhost', 2, 'http://'],
    ['agents.codex.auth always', 2, 'one of auto, inline, env, helper'],
    ['agents.cdex.auth env', 2, 'did you mean codex?'],
    ['external_agents.targets x', 2, 'agents.codex.auth'],
  ])('%s', async (args, code, words) => {
    const home = homeWith(CONFIG);
    const before = timesOf(home);
    const result = await nerve.expect(code, home, `config set ${args}`);
    expect(result.stderr).toContain(words);
    expect(timesOf(home)).toEqual(before);
  });

  it('an agent that is not configured', async () => {
    const home = homeWith('workspace: ~/w\n');
    const before = treeOf(home);
    const result = await nerve.expect(2, home, 'config set agents.codex.auth env');
    expect(result.stderr).toContain('nerve agents add codex');
    expect(treeOf(home)).toEqual(before);
  });

  it('in a home without nerve', async () => {
    const home = makeHome({ '.codex': null });
    await nerve.expect(2, home, 'config set hub.url nonsense');
    await nerve.expect(2, home, 'config set agents.codex.auth env');
    await nerve.expect(0, home, 'config unset hub.url');
    expect(Object.keys(treeOf(home))).toEqual(['.', '.codex']);
  });

  it('a file that is not UTF-8', async () => {
    const home = homeWith('');
    writeFileSync(join(home, '.nerve/config.yaml'), Buffer.from([...Buffer.from('# caf'), 0xe9, 10]));
    await nerve.expect(4, home, 'config set workspace /w');
    expect(readFileSync(join(home, '.nerve/config.yaml'))).toHaveLength(7);
  });

  it('a link that leads out of the allowed folders', async () => {
    const home = makeHome({ 'dotfiles/nerve.yaml': 'workspace: ~/w\n' });
    mkdirSync(join(home, '.nerve'), { mode: 0o700 });
    const { symlinkSync } = await import('node:fs');
    symlinkSync('../dotfiles/nerve.yaml', join(home, '.nerve/config.yaml'));
    const result = await nerve.expect(4, home, 'config set workspace /w');
    expect(result.stderr).toContain('dotfiles/nerve.yaml');
    expect(readFileSync(join(home, 'dotfiles/nerve.yaml'), 'utf8')).toBe('workspace: ~/w\n');
  });
});

describe('config unset', () => {
  it.each([
    ['workspace', 'workspace: ~/notes # not the default\n'],
    ['agents.codex.auth', '      auth: env # from the vault\n'],
    ['external_agents.conflict_policy', '  conflict_policy: ask   # think first\n'],
  ])('%s takes its line and no other byte', async (key, line) => {
    const home = homeWith(CONFIG);
    expect((await nerve.expect(0, home, `config unset ${key}`)).stdout).toContain('the default is');
    expect(configOf(home)).toBe(CONFIG.replace(line, ''));
    expect((await nerve.expect(0, home, `config unset ${key}`)).stdout).toContain('Nothing to change.');
  });

  it('refuses an unknown key', async () => {
    await nerve.expect(2, homeWith(CONFIG), 'config unset hub.ur');
  });
});

it('two at once lose nothing', async () => {
  const home = homeWith(CONFIG);
  const edits = [
    'hub.url http://h:1',
    'external_agents.sidecars false',
    'secrets.in_workspace refuse',
    'agents.codex.bundle none',
  ];
  await Promise.all(edits.map((edit) => nerve.expect(0, home, `config set ${edit}`)));
  for (const edit of edits) {
    const [key, value] = edit.split(' ');
    expect((await nerve(home, `config get ${key}`)).stdout).toBe(`${value}\n`);
  }
});
