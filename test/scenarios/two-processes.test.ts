/** Several nerves at once take turns; whatever comes first, the end is consistent. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeHome, read, treeOf } from '../support/home.ts';
import { createNerve, type Nerve, type Run } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

const USER = { '.codex/config.toml': 'model = "o3"\n', '.claude.json': '{}', '.claude': null };

function atOnce(home: string, ...commands: readonly string[]): Promise<Run[]> {
  return Promise.all(commands.map((args) => nerve(home, args)));
}

async function expectWholeAndGone(home: string, original: Record<string, string>): Promise<void> {
  await nerve.expect(0, home, 'sync --check');
  await nerve.expect(0, home, 'uninstall --yes');
  expect(treeOf(home)).toEqual(original);
}

it('init and init', async () => {
  const home = makeHome(USER);
  const original = treeOf(home);
  const runs = await atOnce(home, 'init --yes', 'init --yes');
  expect(runs.map((run) => run.code)).toEqual([0, 0]);
  // One did it, the other found it done.
  expect(runs.filter((run) => run.stdout.includes('Nothing to change'))).toHaveLength(1);
  const list = JSON.parse((await nerve.expect(0, home, 'token list --json')).stdout).data.tokens;
  expect(list.map((row: { name: string }) => row.name).sort()).toEqual(['claude-code', 'codex']);
  await expectWholeAndGone(home, original);
});

it('init of one agent and init of the other: both are configured', async () => {
  const home = makeHome(USER);
  const original = treeOf(home);
  const runs = await atOnce(home, 'init --yes --agents codex', 'init --yes --agents claude-code');
  expect(runs.map((run) => run.code)).toEqual([0, 0]);
  expect(read(home, '.nerve/config.yaml')).toContain('codex');
  expect(read(home, '.nerve/config.yaml')).toContain('claude-code');
  await expectWholeAndGone(home, original);
});

it('four syncs', async () => {
  const home = makeHome(USER);
  const original = treeOf(home);
  await nerve.expect(0, home, 'init --yes');
  appendFileSync(join(home, 'nerve-workspace/MEMORY.md'), '\nMore.\n');
  const runs = await atOnce(home, 'sync', 'sync', 'sync', 'sync');
  expect(runs.map((run) => run.code)).toEqual([0, 0, 0, 0]);
  expect(runs.filter((run) => run.stdout.includes('Nothing to change'))).toHaveLength(3);
  expect(read(home, '.claude/rules/nerve.md')).toContain('More.');
  await nerve.expect(0, home, 'uninstall --yes');
  expect(treeOf(home, ['nerve-workspace'])).toEqual(original);
});

describe('uninstall and another', () => {
  it.each([
    ['sync', [0, 2]],
    ['agents disable codex', [0, 2]],
    ['init --yes', [0]],
    ['uninstall --yes', [0]],
  ] as const)('%s', { timeout: 60_000 }, async (other, codes) => {
    for (let round = 0; round < 3; round += 1) {
      const home = makeHome(USER);
      const original = treeOf(home);
      await nerve.expect(0, home, 'init --yes');
      const [removed, second] = await atOnce(home, 'uninstall --yes', other);
      expect(removed?.code, removed?.stderr).toBe(0);
      expect(codes, second?.stderr).toContain(second?.code);
      if (other === 'init --yes') await nerve.expect(0, home, 'uninstall --yes');
      expect(treeOf(home)).toEqual(original);
    }
  });
});

it('agents enabled, disabled and rotated at once', async () => {
  const home = makeHome(USER);
  const original = treeOf(home);
  await nerve.expect(0, home, 'init --yes');
  const runs = await atOnce(home, 'agents disable codex', 'agents disable claude-code', 'token rotate codex');
  expect(runs.slice(0, 2).map((run) => run.code)).toEqual([0, 0]);
  expect(read(home, '.nerve/config.yaml').match(/enabled: false/g)).toHaveLength(2);
  await atOnce(home, 'agents enable codex', 'agents enable claude-code');
  await expectWholeAndGone(home, original);
});
