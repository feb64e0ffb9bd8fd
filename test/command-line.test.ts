import { describe, expect, test } from 'vitest';
import { type Known, understand, wantsJson, wantsVersion } from '../src/command-line.ts';

const known: Known = {
  commands: ['agents:add', 'agents:list', 'deep:er:down', 'init', 'sync', 'token:list', 'welcome'].map(
    (id) => ({
      id,
      hidden: id === 'welcome',
    }),
  ),
  topics: ['agents', 'deep', 'deep:er', 'token'],
};

/** What a command line means, in short. */
function meaning(line: string): string {
  const request = understand(line.split(' ').filter(Boolean), known);
  if (request.kind === 'help') return `help ${request.words.join(' ')}`.trim();
  if (request.kind === 'run') return [request.id, ...request.args].join(' ');
  return `unknown ${request.name}${request.guess ? ` → ${request.guess}` : ''}`;
}

describe('runs', () => {
  test.each([
    ['', 'welcome'],
    ['--json', 'welcome --json'],
    ['--nope', 'welcome --nope'],
    ['--home', 'welcome --home'],
    ['-- init', 'welcome -- init'],
    ['init', 'init'],
    ['init --yes', 'init --yes'],
    ['agents list', 'agents:list'],
    ['agents:list', 'agents:list'],
    ['agents add codex --json', 'agents:add codex --json'],
    ['deep er down x', 'deep:er:down x'],
    ['--json agents list', 'agents:list --json'],
    ['--home /x -q agents add codex', 'agents:add --home /x -q codex'],
    ['--home=/x init', 'init --home=/x'],
    ['init -- --help', 'init -- --help'],
  ])('%s', (line, meant) => expect(meaning(line)).toBe(meant));
});

describe('helps', () => {
  test.each([
    ['help', 'help'],
    ['-h', 'help'],
    ['--help', 'help'],
    ['--json --help', 'help'],
    ['help init', 'help init'],
    ['help agents list', 'help agents list'],
    ['help help', 'help'],
    ['init --yes -h', 'help init'],
    ['agents add codex --help', 'help agents add'],
    ['agents', 'help agents'],
    ['agents --json', 'help agents'],
    ['agents --help', 'help agents'],
    ['deep er', 'help deep er'],
  ])('%s', (line, meant) => expect(meaning(line)).toBe(meant));
});

describe('does not know', () => {
  test.each([
    ['nothing', 'unknown nothing'],
    ['inti', 'unknown inti → init'],
    ['tokn', 'unknown tokn → token'],
    ['tokn list', 'unknown tokn → token list'],
    ['agents lst', 'unknown agents lst → agents list'],
    ['agents nothing like it', 'unknown agents nothing'],
    ['agent list', 'unknown agent → agents list'],
    ['deep er nothing', 'unknown deep er nothing'],
    ['help sinc', 'unknown sinc → sync'],
    ['welcom', 'unknown welcom'],
    ['__proto__', 'unknown __proto__'],
  ])('%s', (line, meant) => expect(meaning(line)).toBe(meant));
});

test('the version is asked for before a command only', () => {
  const asks = (line: string): boolean => wantsVersion(line.split(' '));
  expect(['--version', '-V', '--json --version', '--home /x -V'].map(asks)).toEqual([true, true, true, true]);
  expect(['', 'init --version', 'help', '--home --version', '-- --version'].map(asks)).toEqual(
    Array(5).fill(false),
  );
});

test('--json counts before -- only', () => {
  expect(wantsJson(['init', '--json'])).toBe(true);
  expect(wantsJson(['init', '--', '--json'])).toBe(false);
  expect(wantsJson(['init'])).toBe(false);
});
