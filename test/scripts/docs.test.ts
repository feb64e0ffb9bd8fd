import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandsPage, generatedDocs } from '../../scripts/docs.ts';
import { SETTINGS } from '../../src/lib/base/config/settings.ts';
import { repository } from '../support/scenario.ts';

describe.each([...generatedDocs()])('%s', (name, text) => {
  it('is up to date; if not, run `npm run docs`', () => {
    expect(readFileSync(join(repository, name), 'utf8')).toBe(text);
  });
});

it('the page of settings names each, with its default and variable', () => {
  const page = readFileSync(join(repository, 'docs/configuration.md'), 'utf8');
  for (const setting of SETTINGS) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${setting.key}\` |`));
    expect(row, setting.key).toBeDefined();
    if (setting.default !== '') expect(row).toContain(`\`${setting.default}\``);
    if (setting.env) expect(row).toContain(`\`${setting.env}\``);
  }
});

it('a table survives bars and line breaks in texts', () => {
  const page = commandsPage({
    bin: 'x',
    topics: {},
    commands: [
      { id: 'a', summary: 'one|two\nthree', flags: { f: { name: 'f', type: 'option', helpValue: 'a|b' } } },
    ],
  });
  expect(page).toContain('| one\\|two three |');
  expect(page).toContain('| `--f` `a\\|b` |');
});
