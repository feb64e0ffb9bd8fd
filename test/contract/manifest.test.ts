/** The committed manifest says what the commands say, and the commands say enough. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { manifest } from '../../scripts/build.ts';
import { buildNerve, repository } from '../support/scenario.ts';

interface Described {
  readonly summary?: string;
  readonly description?: string;
  readonly examples?: readonly (string | { readonly command: string })[];
  readonly hidden?: boolean;
  readonly flags: Readonly<Record<string, { readonly description?: string }>>;
  readonly args: Readonly<Record<string, { readonly description?: string }>>;
}

const committed = readFileSync(join(repository, 'oclif.manifest.json'), 'utf8');
const { commands }: { commands: Record<string, Described> } = JSON.parse(committed);
const shown = Object.entries(commands).filter(([, command]) => !command.hidden);

test('the manifest is fresh: `npm run manifest` changes nothing', async () => {
  expect(await manifest(dirname(dirname(await buildNerve())))).toBe(committed);
}, 60_000);

test('every command has a summary of one sentence and an example that calls it', () => {
  const poor = shown.filter(([, { summary = '', examples = [] }]) => {
    const calls = examples.map((example) => (typeof example === 'string' ? example : example.command));
    const isCalled = calls.some((call) => call.includes('<%= command.id %>'));
    return !/^[A-Z].*\.$/.test(summary) || summary.includes('\n') || !isCalled;
  });
  expect(poor.map(([id]) => id)).toEqual([]);
  expect(shown.length).toBeGreaterThan(10);
});

test('every flag and argument is described', () => {
  const silent = Object.entries(commands).flatMap(([id, { flags, args }]) =>
    Object.entries({ ...flags, ...args })
      .filter(([, { description = '' }]) => !/^(nerve\b|[A-Z\W]).*[.\])]$/s.test(description))
      .map(([name]) => `${id} ${name}`),
  );
  expect(silent).toEqual([]);
});

test('every command takes the common flags', () => {
  const common = ['json', 'no-color', 'home', 'quiet', 'verbose'];
  const lacking = Object.entries(commands).filter(([, { flags }]) => common.some((name) => !(name in flags)));
  expect(lacking.map(([id]) => id)).toEqual([]);
});
