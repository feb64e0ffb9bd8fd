/** The clients' configurations in docs/mcp.md are what nerve writes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeHome, read } from '../support/home.ts';
import { createNerve, repository } from '../support/scenario.ts';

const BLOCK = /^.+, `~\/([^`]+)`:\n\n```\w+\n([^`]+)```$/gm;

test('each client is shown as nerve configures it', async () => {
  const folders = ['.codex', '.claude', '.cursor', '.gemini', '.config/opencode', '.copilot', '.qwen'];
  const home = makeHome(Object.fromEntries(folders.map((folder) => [folder, null])));
  await (await createNerve()).expect(0, home, 'init --yes --auth env');
  const page = readFileSync(join(repository, 'docs', 'mcp.md'), 'utf8');
  const shown = [...page.matchAll(BLOCK)].map(([, file = '', text = '']) => [file, text]);
  expect(shown.map(([file]) => file)).toHaveLength(folders.length);
  expect(shown).toEqual(shown.map(([file = '']) => [file, `${read(home, file).trimEnd()}\n`]));
});
