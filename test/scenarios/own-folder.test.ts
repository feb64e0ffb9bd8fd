/** `NERVE_HOME` is a name that the user chose: what nerve did not make in it is never touched. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { makeHome, treeOf } from '../support/home.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

/** Folders and files with nerve's names, but the user's. */
const THEIRS = {
  'tools/bin/mytool': 'x',
  'tools/backups/thesis.txt': 'x',
  'tools/cache/mine': 'x',
  'tools/secrets/mine': 'x',
  'tools/ledger/mine': 'x',
};

it('removes nothing where nerve never was', async () => {
  const home = makeHome({ ...THEIRS, '.codex': null });
  const before = treeOf(home);
  const run = await nerve.expect(0, home, `uninstall --yes --home ${join(home, 'tools')}`);
  expect(run.stdout).toContain('not set up here');
  expect(treeOf(home)).toEqual(before);
});

it('takes only its own files out of a folder that it shares', async () => {
  const home = makeHome({ ...THEIRS, '.codex/config.toml': 'a = 1\n' });
  chmodSync(join(home, 'tools'), 0o700);
  const env = { NERVE_HOME: join(home, 'tools') };
  const before = treeOf(home);
  await nerve.expect(0, home, 'init --yes', { env });
  await nerve.expect(0, home, 'uninstall --yes', { env });
  expect(treeOf(home)).toEqual(before);
});

it.each([
  ['the workspace in an agent’s folder', 'init --yes --workspace', '.codex'],
  ['nerve’s own folder in an agent’s folder', 'init --yes --home', '.codex/nerve'],
])('refuses %s', async (_, command, folder) => {
  const home = makeHome({ '.codex': null });
  const before = treeOf(home);
  const run = await nerve.expect(2, home, `${command} ${join(home, folder)}`);
  expect(run.stderr).toContain('must not lie in each other');
  expect(treeOf(home)).toEqual(before);
});
