/** The recorded sessions are what nerve does today, as far as that shows without a terminal and without real agents. */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { MINUTES, type Step, stepsOf } from '../../../scripts/session/minutes.ts';
import { makeNewcomer, type Newcomer } from '../../../scripts/session/newcomer.ts';
import { blockIn, recordReadme } from '../../../scripts/session/readme.ts';
import { replacementsFor, stable } from '../../../scripts/session/stable.ts';
import versions from '../../clients/versions.json' with { type: 'json' };
import { buildNerve, repository } from '../../support/scenario.ts';
import { tempDir } from '../../support/temp.ts';

const read = (name: string): string => readFileSync(resolve(repository, name), 'utf8');
const page = read('docs/first-five-minutes.md');
const picture = read('docs/session.svg');

describe.skipIf(process.platform === 'win32')('README.md', () => {
  test('shows a fresh session; if not, run `npm run session`', async () => {
    expect(recordReadme(await buildNerve())).toBe(blockIn(read('README.md')));
  });
});

// The hashes, and how a shell is asked for them, are those of one platform; the page is the same for all.
describe.skipIf(process.platform !== 'linux')(
  'docs/first-five-minutes.md; if stale, run `npm run session`',
  () => {
    let entry: string;
    let newcomer: Newcomer;

    beforeAll(async () => {
      entry = await buildNerve();
      newcomer = makeNewcomer(tempDir(), {
        nerve: [process.execPath, entry],
        codex: ['echo', `codex-cli ${versions.codex.version}`],
        claude: ['echo', versions.claude.version],
      });
    });

    /** What a command prints, started as the page tells; of the wizard the same as one command line. */
    function runAgain({ command, stops }: Step): string {
      const line = stops ? /^ {2}(nerve init --yes .+)$/m.exec(page)?.[1] : command;
      const { home } = newcomer;
      const { stdout, status } = spawnSync('sh', ['-c', `{ ${line}\n} 2>&1`], {
        cwd: home,
        env: newcomer.env(home),
        encoding: 'utf8',
      });
      expect(status, stdout).toBe(0);
      const text = stable(stdout, replacementsFor(newcomer, entry));
      return stops ? text : `$ ${command}\n${text}`;
    }

    // One test, because each command finds what the one before left.
    test('shows what its commands print', () => {
      const steps = stepsOf(MINUTES).filter((step) => !step.inCopy && !step.serves);
      expect(steps.length).toBeGreaterThan(8);
      for (const step of steps) {
        expect(strangeIn(runAgain(step)), step.command).toBe('');
        if (step.stops) expect(page).toContain(userPart(read(join(newcomer.home, '.codex/AGENTS.md'))));
      }
    });
  },
);

/** Where a text begins to be another one than that of the page; empty if the page has all of it. */
function strangeIn(text: string): string {
  const fresh = comparable(text);
  const recorded = comparable(page);
  if (recorded.includes(fresh)) return '';
  const words = fresh.split(' ');
  const from = words.findIndex((_, at) => !recorded.includes(words.slice(0, at + 1).join(' ')));
  return words.slice(Math.max(0, from - 5), from + 10).join(' ');
}

/** What the agent's bundle says about the user, as the page shows it in what the model got. */
function userPart(bundle: string): string {
  return /^# USER\n[\s\S]*^# Remember$/m.exec(bundle)?.[0] ?? 'a bundle about the user';
}

/** Without what a terminal does to a text, and without what is about the terminal or Node. */
function comparable(text: string): string {
  return text
    .replace(/^info {2}Output: .*\n/gm, '')
    .replace(/Node v[\d.]+/g, 'Node')
    .replace(/\s+/g, ' ')
    .trim();
}

test('the page has every word and command of its script, in order', () => {
  const parts = MINUTES.flatMap(({ title, parts }) => [title, ...parts]).map((part) =>
    typeof part === 'string' ? part : `$ ${part.command}`,
  );
  let at = 0;
  for (const part of parts) {
    const found = comparable(page).indexOf(comparable(part), at);
    expect(found, part).toBeGreaterThanOrEqual(at);
    at = found;
  }
});

test('the picture shows the commands of the page, is small, and stands still where motion is unwanted', () => {
  for (const { command } of stepsOf(MINUTES).filter((step) => !step.unfilmed)) {
    const escaped = command.replaceAll('&', '&amp;').replaceAll('>', '&gt;');
    expect(picture).toContain(`>$ ${escaped}<`);
  }
  expect(picture.length).toBeLessThan(100_000);
  expect(picture).toContain('@media (prefers-reduced-motion:no-preference)');
  expect(picture.match(/class="f still"/g)).toHaveLength(1);
});

interface Described {
  readonly flags: Readonly<Record<string, { readonly char?: string }>>;
}

const { commands }: { commands: Record<string, Described> } = JSON.parse(read('oclif.manifest.json'));

/** The lines `$ nerve …` of all documentation. */
const typed = globSync(['README.md', 'docs/**/*.md'], { cwd: repository }).flatMap((name) =>
  [...read(name).matchAll(/^\$ (nerve(?: .*)?)$/gm)].map(([, line = '']) => line.replace(/\s+#.*$/, '')),
);

test.each([...new Set(typed)])('%s: the command and its flags exist', (line) => {
  const words = line.split(' ').slice(1);
  const names = [words.slice(0, 2).join(':'), words[0] ?? '', 'welcome'];
  const name = names.find((candidate) => candidate in commands && (words[0] || candidate === 'welcome'));
  expect(name, line).toBeDefined();
  const { flags } = commands[name ?? ''] ?? { flags: {} };
  const known = Object.keys(flags).map((flag) => `--${flag}`);
  const given = words.filter((word) => word.startsWith('--')).map((word) => word.replace(/=.*/, ''));
  expect(
    given.filter((flag) => !known.includes(flag.replace(/^--no-/, '--')) && !known.includes(flag)),
  ).toEqual([]);
});
