/** SIGKILL before every call that changes the disk: whatever is next finds whole files and goes on from there. */
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeHome, type Tree, treeOf } from '../support/home.ts';
import {
  countSteps,
  isTemp,
  killAt,
  killPoints,
  type Rewindable,
  rewindable,
  textsOf,
} from '../support/kill.ts';
import { createNerve, type Nerve, twoAtATime } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

const USER_FILES = {
  '.codex/config.toml': {
    bytes: '# mine\nmodel = "o3"\n\n[mcp_servers.github]\ncommand = "gh"\n',
    mode: 0o644,
  },
  '.codex/AGENTS.md': '# My rules\r\n\r\nBe kind.\r\n',
  '.claude.json': '{ "numStartups": 3, "mcpServers": { "github": { "command": "gh" } } }',
  '.claude/settings.json': '{\n\t// mine\n\t"permissions": { "deny": ["Bash(rm:*)"] }\n}\n',
};

interface Command {
  readonly title: string;
  /** The command that is killed. */
  readonly args: string;
  /** What leads to the state before it. */
  readonly prepare: (home: string) => Promise<void>;
  /** Exit codes of the same command when it is run again; 2 where a kill came after all was done. */
  readonly again: readonly number[];
  /** Whether nerve is set up afterwards. */
  readonly installed: boolean;
  /** Points to try in a short run. */
  readonly sample: number;
}

const commands: readonly Command[] = [
  {
    title: 'init',
    args: 'init --yes --auth inline',
    prepare: async () => {},
    again: [0],
    installed: true,
    sample: 16,
  },
  {
    title: 'sync with a changed workspace and a new token',
    args: 'sync',
    prepare: async (home) => {
      await nerve.expect(0, home, 'init --yes --auth inline');
      appendFileSync(join(home, 'nerve-workspace/SOUL.md'), '\nA new rule.\n');
      rmSync(join(home, '.nerve/secrets/agents/codex'));
    },
    again: [0],
    installed: true,
    sample: 12,
  },
  {
    title: 'agents remove',
    args: 'agents remove codex',
    prepare: async (home) => {
      await nerve.expect(0, home, 'init --yes --auth inline');
    },
    again: [0, 2],
    installed: true,
    sample: 9,
  },
  {
    title: 'uninstall',
    args: 'uninstall --yes',
    prepare: async (home) => {
      await nerve.expect(0, home, 'init --yes --auth inline --bundle memory-file');
    },
    again: [0],
    installed: false,
    sample: 11,
  },
];

describe.each(commands)('$title', (command) => {
  it('leaves whole files, and the next command a whole state', { timeout: 1_800_000 }, async () => {
    const places = await Promise.all([preparePlace(command), preparePlace(command)]);
    const points = killPoints(places[0].steps, command.sample);
    const free = [...places];
    await twoAtATime(
      points.map((step) => async () => {
        const place = free.pop();
        if (!place) throw new Error('a home too few');
        await tryPoint(place, command, step);
        free.push(place);
      }),
    );
    console.log(`${command.title}: killed at ${points.length} of ${places[0].steps} steps`);
    expect(points.length).toBeGreaterThan(6);
  });
});

interface Place extends Rewindable {
  /** What uninstalling gives. */
  readonly end: Tree;
  readonly before: Record<string, string>;
  readonly after: Record<string, string>;
  readonly steps: number;
}

/** A home just before the command, with what it looked like before nerve and what it looks like after the command. */
async function preparePlace(command: Command): Promise<Place> {
  const home = makeHome(USER_FILES);
  const original = treeOf(home);
  await command.prepare(home);
  const before = textsOf(home);
  const place = rewindable(home);
  const steps = await countSteps(nerve, home, command.args);
  const after = textsOf(home);
  place.rewind();
  await nerve.expect(0, home, 'uninstall --yes');
  const end = treeOf(home);
  // All that may stay is a workspace file that the user changed.
  expect(treeOf(home, ['nerve-workspace'])).toEqual(original);
  return { ...place, end, before, after, steps };
}

async function tryPoint(place: Place, command: Command, step: number): Promise<void> {
  for (const next of nextOf(step)) {
    const { home, before, after } = place;
    const where = `${command.title}, killed at ${step} of ${place.steps}, then ${next}`;
    place.rewind();
    const killed = await killAt(nerve, home, command.args, step);
    expect(killed.signal ?? 'done', where).toBe(step <= place.steps ? 'SIGKILL' : 'done');
    for (const [name, text] of Object.entries(textsOf(home))) {
      expect([before[name], after[name]], `${where}: ${name}`).toContain(text);
    }
    if (next === 'again') {
      const again = await nerve(home, command.args);
      expect(command.again, `${where}\n${again.stderr}`).toContain(again.code);
      expect(textsOf(home), where).toEqual(after);
      if (command.installed) {
        await nerve.expect(0, home, 'sync --check');
        expectSoundTokens(home, where);
      }
    }
    if (next === 'sync') {
      const sync = await nerve(home, 'sync');
      expect([0, 2], `${where}\n${sync.stderr}`).toContain(sync.code);
    }
    await nerve.expect(0, home, 'uninstall --yes');
    expect(treeOf(home), where).toEqual(place.end);
  }
}

/** What is run after the kill; all of it in a full run. */
function nextOf(step: number): readonly string[] {
  const all = ['again', 'uninstall', 'sync'];
  if (process.env.NERVE_ALL_KILL_POINTS === '1') return step % 4 === 0 ? all : [all[step % 2] ?? 'again'];
  return [all[step % 3] ?? 'again'];
}

/** Each agent that has a token file has one active token, the one in that file. */
function expectSoundTokens(home: string, where: string): void {
  const database = new Database(join(home, '.nerve/nerve.db'), { readonly: true });
  const rows = database
    .prepare('SELECT name, jti FROM tokens WHERE revoked_at IS NULL AND activated_at IS NOT NULL')
    .all() as { name: string; jti: string }[];
  database.close();
  const files = Object.keys(treeOf(join(home, '.nerve/secrets/agents'))).filter(
    (name) => name !== '.' && !isTemp(name),
  );
  expect(rows.map((row) => row.name).sort(), where).toEqual(files.sort());
  for (const { name, jti } of rows) {
    const [, claims = ''] = readFileSync(join(home, '.nerve/secrets/agents', name), 'utf8').split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString()).jti, where).toBe(jti);
  }
}
