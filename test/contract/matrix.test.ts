/** Every command in every environment: exit code, envelope, colour, no prompt, no stack trace, nothing left behind. */
import { chmodSync, chownSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Cli, complaintsAbout, isRoot, NOBODY, publicCli, runCli } from '../support/cli.ts';
import { makeHome, treeOf } from '../support/home.ts';
import { repository, twoAtATime } from '../support/scenario.ts';
import { BEFORE, LIFE, type Step } from './matrix-steps.ts';

const MODES: Readonly<Record<string, { env?: Record<string, string>; json?: true; color?: true }>> = {
  'no terminal': {},
  'NO_COLOR=1': { env: { NO_COLOR: '1', FORCE_COLOR: '1' } },
  'FORCE_COLOR=1': { env: { FORCE_COLOR: '1' }, color: true },
  '--json': { json: true, env: { FORCE_COLOR: '1' }, color: true },
  'CI=1 TERM=dumb': { env: { CI: '1', TERM: 'dumb' } },
};

const MISTAKES = [
  'nope',
  'agents nope',
  'token lst',
  'help nope',
  '--nope',
  '--home',
  'sync --nope',
  'sync --check --dry-run',
  'agents add',
  'agents add nope',
  'agents import nope',
  'agents import --agents nope',
  'agents list more words',
  'token header',
  'token mint --ttl',
  'init --conflict nope',
  'completion nope',
  '-- agents list',
];

function newHome(): string {
  return makeHome({ '.codex': null, '.claude': null, repo: null });
}

/** Runs the steps one after the other in one home; returns everything that is wrong. */
async function live(
  cli: Cli,
  home: string,
  story: readonly Step[],
  mode: (typeof MODES)[string],
): Promise<string[]> {
  const complaints: string[] = [];
  let tree = treeOf(home);
  for (const { args, code, writes } of story) {
    const words = [...args.split(' '), ...(mode.json ? ['--json'] : [])];
    const run = await runCli(cli, words, { env: { HOME: home, ...mode.env } });
    complaints.push(...complaintsAbout(run, words, code, mode.color));
    const now = treeOf(home);
    if (!writes && JSON.stringify(now) !== JSON.stringify(tree))
      complaints.push(`nerve ${args}: leaves something`);
    tree = now;
  }
  return complaints;
}

let cli: Cli;

beforeAll(async () => {
  cli = await publicCli();
});

test('the stories have every command', () => {
  const { commands } = JSON.parse(readFileSync(join(repository, 'oclif.manifest.json'), 'utf8'));
  const ids = Object.keys(commands).map((id) => id.replaceAll(':', ' '));
  const missing = (story: readonly Step[]): string[] =>
    ids.filter((id) => !story.some(({ args }) => `${args} `.startsWith(`${id} `)));
  expect({ before: missing(BEFORE), life: missing(LIFE) }).toEqual({ before: [], life: [] });
});

/** Whole stories, two at a time; what is wrong, by mode. */
async function liveAll(story: readonly Step[], names: readonly string[]): Promise<Record<string, string[]>> {
  const lives = names.map(
    (name) => async () => [name, await live(cli, newHome(), story, MODES[name] ?? {})] as const,
  );
  return Object.fromEntries((await twoAtATime(lives)).filter(([, complaints]) => complaints.length > 0));
}

test('a life with nerve, in every mode', async () => {
  expect(await liveAll(LIFE, Object.keys(MODES))).toEqual({});
}, 120_000);

test('before init', async () => {
  expect(await liveAll(BEFORE, ['--json', 'CI=1 TERM=dumb'])).toEqual({});
}, 60_000);

test('colours where it is asked to', async () => {
  const home = newHome();
  const texts = await twoAtATime(
    ['--help', 'agents list', 'nope'].map((args) => async () => {
      const { stdout, stderr } = await runCli(
        cli,
        [args].flatMap((text) => text.split(' ')),
        {
          env: { HOME: home, FORCE_COLOR: '1' },
        },
      );
      return stdout + stderr;
    }),
  );
  for (const text of texts) expect(text).toContain('\u001b[');
});

test('mistakes on the command line', async () => {
  const home = newHome();
  const jobs = MISTAKES.flatMap((args) => [args.split(' '), ['--json', ...args.split(' ')]]).map(
    (words) => async () => complaintsAbout(await runCli(cli, words, { env: { HOME: home } }), words, 2),
  );
  expect((await twoAtATime(jobs)).flat()).toEqual([]);
  expect(Object.keys(treeOf(home))).toEqual(['.', '.claude', '.codex', 'repo']);
}, 60_000);

describe.skipIf(process.platform === 'win32')('homes that are not there or cannot be written', () => {
  const user = isRoot ? NOBODY : undefined;

  function own(home: string): void {
    if (user !== undefined)
      for (const name of Object.keys(treeOf(home))) chownSync(join(home, name), user, user);
  }

  function setWritable(home: string, writable: boolean): void {
    const names = Object.keys(treeOf(home));
    for (const name of writable ? names : names.reverse()) {
      const stats = lstatSync(join(home, name));
      if (stats.isDirectory())
        chmodSync(join(home, name), writable ? stats.mode | 0o200 : stats.mode & ~0o222);
    }
  }

  /** Each command alone; `any` is a command line and the codes that are right. */
  async function alone(home: string, any: readonly (readonly [string, ...number[]])[]): Promise<string[]> {
    const jobs = any.flatMap(([args, ...codes]) =>
      [args, `${args} --json`].map((line) => async () => {
        const words = line.split(' ');
        const run = await runCli(cli, words, { env: { HOME: home }, user });
        const code = codes.find((right) => right === run.code) ?? codes[0] ?? 0;
        return complaintsAbout(run, words, code);
      }),
    );
    return (await twoAtATime(jobs)).flat();
  }

  test('a read-only home', async () => {
    const home = newHome();
    own(home);
    const made = await runCli(cli, ['init', '--yes'], { env: { HOME: home }, user });
    expect(made).toMatchObject({ code: 0 });
    setWritable(home, false);
    const tree = treeOf(home);
    try {
      expect(
        await alone(home, [
          ['agents list', 0],
          ['agents status', 0],
          ['capabilities', 0],
          ['completion fish', 0],
          ['config get workspace', 0],
          ['config list', 0],
          ['config path', 0],
          ['doctor', 1],
          ['status', 0],
          ['status --check', 0],
          ['init --dry-run', 0],
          ['sync --check', 0],
          ['token header --agent codex', 0],
          ['welcome', 0],
          // SQLite cannot even read its journal without writing beside it.
          ['token list', 0, 5],
          ['token inspect codex', 0, 5],
          ['db stats', 0, 5],
          ['db prune --dry-run', 0, 5],
          ['db export', 0, 5],
          ['db backup ~/nerve.bak', 4, 5],
          ['db vacuum', 4, 5],
          ['agents add codex', 4],
          ['agents disable codex', 4],
          ['agents enable codex', 4],
          ['agents import --dry-run', 0],
          ['agents import', 4],
          ['agents remove codex', 4],
          ['config set external_agents.conflict_policy skip', 4],
          ['config unset external_agents.conflict_policy', 0, 4],
          ['init --yes', 4],
          ['sync', 4],
          ['token mint laptop', 4, 5],
          ['token revoke codex', 4, 5],
          ['token rotate codex', 4, 5],
          ['uninstall --yes', 4],
        ]),
      ).toEqual([]);
      expect(treeOf(home)).toEqual(tree);
    } finally {
      setWritable(home, true);
    }
  }, 60_000);

  test('a read-only home without nerve', async () => {
    const home = newHome();
    own(home);
    setWritable(home, false);
    try {
      expect(
        await alone(home, [
          ['agents status', 0],
          ['config list', 0],
          ['init --yes', 4],
          ['sync --check', 2],
          ['token list', 0],
          ['token mint laptop', 4],
          ['uninstall --yes', 0],
          ['welcome', 0],
        ]),
      ).toEqual([]);
    } finally {
      setWritable(home, true);
    }
  }, 60_000);

  test('a home that does not exist', async () => {
    const parent = newHome();
    own(parent);
    const home = join(parent, 'gone');
    expect(
      await alone(home, [
        ['--help', 0],
        ['--version', 0],
        ['agents status', 0],
        ['config list', 0],
        ['init --dry-run', 0],
        ['token list', 0],
        ['uninstall --yes', 0],
        ['welcome', 0],
      ]),
    ).toEqual([]);
    expect(() => lstatSync(home)).toThrow();
  }, 60_000);

  test.runIf(isRoot)('a user without any home', async () => {
    const run = (args: string) => runCli(cli, args.split(' '), { env: {}, user: 54_321 });
    const words = ['agents', 'status', '--json'];
    expect(complaintsAbout(await run(words.join(' ')), words, 2)).toEqual([]);
    expect((await run('agents status')).stderr).toContain('HOME is not set');
    expect(await run('--help')).toMatchObject({ code: 0 });
  });
});
