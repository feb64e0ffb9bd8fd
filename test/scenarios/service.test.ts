/** The hub as a service of the user, with a stand-in for the service manager's program that notes what it is told. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeHome, modeOf, read, treeOf } from '../support/home.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';
import { SYSTEMCTL, UNIT } from '../support/systemctl.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

function setUp() {
  const home = makeHome({ '.codex': null });
  const before = treeOf(home);
  const bin = join(makeHome(), 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'systemctl'), SYSTEMCTL);
  chmodSync(join(bin, 'systemctl'), 0o755);
  const env = { PATH: `${bin}:/usr/bin:/bin` };
  const told = (): string[] => {
    const log = join(bin, 'systemctl.log');
    const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
    return lines
      .filter((line) => !/show-environment|is-/.test(line))
      .map((line) => line.replace('--user ', ''));
  };
  return { home, before, env, told };
}

const STARTED = ['daemon-reload', 'enable nerve-hub.service', 'restart nerve-hub.service'];

describe.skipIf(process.platform !== 'linux')('the hub as a service', () => {
  it('is installed, shown, removed, and the home is as before', async () => {
    const { home, before, env, told } = setUp();
    await nerve.expect(0, home, 'service install hub', { env });
    expect(told()).toEqual(STARTED);
    expect(read(home, UNIT)).toContain(`ExecStart="${join(home, '.nerve/bin/nerve')}" serve\n`);
    expect(modeOf(join(home, UNIT))).toBe('644');
    const status = await nerve.expect(0, home, 'service status hub --json', { env });
    expect(JSON.parse(status.stdout).data).toMatchObject({
      manager: 'systemd',
      installed: true,
      enabled: true,
      active: true,
    });
    await nerve.expect(0, home, 'service install', { env });
    await nerve.expect(0, home, 'service remove', { env });
    expect(told().at(-1)).toBe('disable --now nerve-hub.service');
    expect(existsSync(join(home, '.config'))).toBe(false);
    await nerve.expect(0, home, 'service remove', { env });
    await nerve.expect(0, home, 'uninstall --yes', { env });
    expect(treeOf(home)).toEqual(before);
  });

  it('comes with init where it is wanted, and goes with uninstall', async () => {
    const { home, before, env, told } = setUp();
    await nerve.expect(0, home, 'init --yes', { env });
    expect(told()).toEqual([]);
    await nerve.expect(0, home, 'init --yes --service', { env });
    expect(told()).toEqual(STARTED);
    await nerve.expect(0, home, 'sync', { env });
    await nerve.expect(0, home, 'sync --check', { env });
    expect(existsSync(join(home, UNIT))).toBe(true);
    await nerve.expect(0, home, 'uninstall --dry-run', { env });
    expect(told()).toEqual(STARTED);
    await nerve.expect(0, home, 'uninstall --yes', { env });
    expect(told().at(-1)).toBe('disable --now nerve-hub.service');
    expect(treeOf(home)).toEqual(before);
  });

  it.each([
    ['no manager', { NO_MANAGER: '1' }],
    ['the manager of another home', { OTHER_HOME: '/elsewhere' }],
  ])('is refused with %s, and nothing is written', async (_, more) => {
    const { home, env, told } = setUp();
    await nerve.expect(0, home, 'init --yes', { env });
    const before = treeOf(home);
    for (const command of ['service install', 'init --yes --service']) {
      const run = await nerve.expect(5, home, `${command} --json`, { env: { ...env, ...more } });
      expect(JSON.parse(run.stdout).error.code).toBe('no-service-manager');
    }
    expect(treeOf(home)).toEqual(before);
    expect(told()).toEqual([]);
  });

  it('says when the manager cannot start it', async () => {
    const { home, env } = setUp();
    const run = await nerve.expect(5, home, 'service install --json', { env: { ...env, BROKEN: '1' } });
    expect(JSON.parse(run.stdout).error).toMatchObject({ code: 'service-failed' });
    expect(JSON.parse(run.stdout).error.message).toContain('Job failed.');
    await nerve.expect(0, home, 'service remove', { env });
    expect(existsSync(join(home, UNIT))).toBe(false);
  });

  it('keeps what the user wrote into its file', async () => {
    const { home, env } = setUp();
    await nerve.expect(0, home, 'service install', { env });
    const file = join(home, UNIT);
    writeFileSync(file, `${readFileSync(file, 'utf8')}# mine\n`);
    await nerve.expect(3, home, 'service install', { env });
    await nerve.expect(3, home, 'service remove', { env });
    expect(readFileSync(file, 'utf8')).toContain('# mine');
    await nerve.expect(0, home, 'service remove --conflict backup', { env });
    expect(existsSync(file)).toBe(false);
  });
});
