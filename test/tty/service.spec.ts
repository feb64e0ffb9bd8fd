/** The wizard's question about the hub at login: asked where there is a service manager, and only as long as it is open. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { put, read, treeOf } from '../support/home.ts';
import { createNerve } from '../support/scenario.ts';
import { SYSTEMCTL, UNIT } from '../support/systemctl.ts';
import { plainHome } from './support/homes.ts';
import { expectScreen, openTerminal, type Terminal } from './support/terminal.ts';

const WRITE = /Write these files\?[\s\S]*select/;
const SERVICE = 'Start the hub at login?';

async function answerUpToService(terminal: Terminal): Promise<void> {
  await terminal.shows(/Which agents\?[\s\S]*submit/);
  terminal.press('Enter');
  await terminal.shows(/do unasked\?[\s\S]*select/);
  terminal.press('Enter');
  await terminal.shows('Your name');
  terminal.press('Enter');
  await terminal.shows('Your time zone');
  terminal.press('Enter');
  await terminal.shows(SERVICE);
}

test.skipIf(process.platform !== 'linux')('Ctrl-C, taken up again, yes, and not asked again', async () => {
  const home = plainHome();
  const before = treeOf(home);
  put(home, { 'bin/systemctl': { bytes: SYSTEMCTL, mode: 0o755 } });
  const first = await openTerminal({ home, args: 'init' });
  await answerUpToService(first);
  await expectScreen(first, 'init-service');
  first.press('C-c');
  expect(await first.ended()).toBe(130);
  expect(existsSync(join(home, UNIT))).toBe(false);

  const second = await openTerminal({ home, args: 'init' });
  await second.shows('Go on where you stopped?');
  second.press('Enter');
  await second.shows(SERVICE);
  second.press('Enter');
  await second.shows(WRITE);
  second.press('Enter');
  expect(await second.ended()).toBe(0);
  expect(second.screen()).toContain('--service');
  expect(read(home, 'bin/systemctl.log')).toContain('--user restart nerve-hub.service');
  expect(read(home, UNIT)).toContain('.nerve/bin/nerve');

  const third = await openTerminal({ home, args: 'init' });
  await third.shows(/Which agents\?[\s\S]*submit/);
  third.press('Enter');
  await third.shows(/do unasked\?[\s\S]*select/);
  third.press('Enter');
  expect(await third.ended()).toBe(0);
  expect(third.screen()).not.toContain(SERVICE);

  const nerve = await createNerve();
  await nerve.expect(0, home, 'uninstall --yes', { env: { PATH: `${join(home, 'bin')}:/usr/bin:/bin` } });
  const after = Object.fromEntries(
    Object.entries(treeOf(home)).filter(([name]) => !name.startsWith('bin/systemctl')),
  );
  expect(after).toEqual(before);
});
