/** A run costs what changed: files that are as nerve left them are not parsed, and yet nothing is overlooked. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { makeHome } from '../support/home.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

it('still passes by what the user won, after another part of the same file was written', async () => {
  const home = makeHome({ '.codex': null });
  await nerve.expect(0, home, 'init --yes');
  const config = join(home, '.codex/config.toml');
  const edit = (from: string, to: string): void =>
    writeFileSync(config, readFileSync(config, 'utf8').replace(from, to));
  edit('tool_timeout_sec = 300', 'tool_timeout_sec = 7');
  const settings = join(home, '.nerve/config.yaml');
  writeFileSync(settings, `${readFileSync(settings, 'utf8')}servers: { gh: { command: gh-mcp } }\n`);
  await nerve.expect(0, home, 'sync --conflict skip');
  expect(readFileSync(config, 'utf8')).toContain('gh-mcp');
  expect(readFileSync(config, 'utf8')).toContain('tool_timeout_sec = 7');
  // The file is as nerve left it, but not as nerve wants it.
  await nerve.expect(3, home, 'sync');
  await nerve.expect(0, home, 'sync --conflict backup');
  await nerve.expect(0, home, 'sync --check');
  edit('gh-mcp', 'other-mcp');
  await nerve.expect(3, home, 'sync');
  edit('other-mcp', 'gh-mcp');
  await nerve.expect(0, home, 'sync --check');
});
