/** `nerve agents import` in a real terminal: what it found, and a question before anything is written. */
import { expect, test } from 'vitest';
import { put, read, treeOf } from '../support/home.ts';
import { createNerve } from '../support/scenario.ts';
import { plainHome } from './support/homes.ts';
import { openTerminal } from './support/terminal.ts';

const WRITE = /Write these files\?[\s\S]*select/;

test('asks; "no" writes nothing, "yes" writes, and --yes does not ask', async () => {
  const home = plainHome();
  put(home, {
    '.codex/config.toml':
      '[mcp_servers.tracker]\ncommand = "tracker-mcp"\n[mcp_servers.github]\ncommand = "g"\nenv = { GITHUB_TOKEN = "ghp_abcdefghijklmnopqrstuvwxyz0123456789" }\n',
  });
  const nerve = await createNerve();
  await nerve.expect(0, home, 'init --yes');
  const tree = treeOf(home);

  const no = await openTerminal({ home, args: 'agents import' });
  await no.shows(WRITE);
  expect(no.screen()).toMatch(/To be added to config\.yaml:\n {2}tracker {2}from Codex/);
  expect(no.screen()).toContain('github: set GITHUB_TOKEN in your environment');
  expect(no.screen()).not.toContain('ghp_');
  no.press('Down', 'Down', 'Enter');
  expect(await no.ended()).toBe(0);
  expect(no.screen()).toContain('Nothing was written.');
  expect(treeOf(home)).toEqual(tree);

  const yes = await openTerminal({ home, args: 'agents import --server tracker' });
  await yes.shows(WRITE);
  yes.press('Enter');
  expect(await yes.ended()).toBe(0);
  expect(read(home, '.claude.json')).toContain('tracker-mcp');

  const unasked = await openTerminal({ home, args: 'agents import --yes' });
  expect(await unasked.ended()).toBe(0);
  expect(unasked.screen()).not.toContain('Write these files?');
  expect(read(home, '.claude.json')).toContain('${GITHUB_TOKEN}');
});
