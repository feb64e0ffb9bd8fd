/** The watch as a service, on real files: what it reacts to, what it leaves alone, how it ends. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { treeOf } from '../../../../support/home.ts';
import { createNerve } from '../../../../support/scenario.ts';
import { BUNDLES, CONFIG, MEMORY, readyHome, startWatching, watching } from './helpers.ts';

const text = (home: string, name: string): string => readFileSync(join(home, name), 'utf8');
const memory = (mark: string): string => `# Memory\n\n- ${mark}\n`;

async function rendered(home: string, mark: string, bundles: readonly string[] = BUNDLES): Promise<void> {
  await vi.waitFor(
    () => {
      for (const bundle of bundles) expect(text(home, bundle)).toContain(mark);
    },
    { timeout: 15_000, interval: 10 },
  );
}

describe('an edit of the workspace', () => {
  test('reaches every agent, and our own writes end in silence', async () => {
    const home = await readyHome();
    const { rounds, calm, next } = await watching(home);
    for (const mark of ['first-mark', 'second-mark']) {
      rounds.length = 0;
      writeFileSync(join(home, MEMORY), memory(mark));
      await rendered(home, mark);
      await next('changed', (event) => 'agent' in event && event.agent === 'claude-code');
      await calm();
      // The write itself, its echo, and perhaps one more where the echo came in two parts.
      expect(rounds.length).toBeLessThanOrEqual(3);
      expect(rounds.filter((round) => round.includes('locked')).length).toBe(1);
    }
  });

  test('that changes nothing takes no lock and writes nothing', async () => {
    const home = await readyHome();
    const { rounds, calm, events } = await watching(home);
    const before = treeOf(home);
    rounds.length = 0;
    writeFileSync(join(home, MEMORY), text(home, MEMORY));
    await vi.waitFor(() => expect(rounds.length).toBeGreaterThan(0), 5000);
    await calm();
    expect(rounds.every((round) => round.includes('looked'))).toBe(true);
    expect(treeOf(home)).toEqual(before);
    expect(events.filter((event) => event.event !== 'state')).toEqual([]);
  });

  test('through a link to a file elsewhere is noticed', async () => {
    const home = await readyHome();
    writeFileSync(join(home, 'notes.md'), memory('linked-one'));
    rmSync(join(home, MEMORY));
    symlinkSync(join(home, 'notes.md'), join(home, MEMORY));
    const { calm } = await watching(home);
    await rendered(home, 'linked-one');
    await calm();
    writeFileSync(join(home, 'notes.md'), memory('linked-two'));
    await rendered(home, 'linked-two');
  });

  test('a workspace that vanishes keeps the bundles, and goes on when it is back', async () => {
    const home = await readyHome({});
    const { next, calm } = await watching(home);
    writeFileSync(join(home, MEMORY), memory('before'));
    await rendered(home, 'before');
    await calm();
    const bundles = BUNDLES.map((name) => text(home, name));
    renameSync(join(home, 'nerve-workspace'), join(home, 'away'));
    expect(await next('error')).toMatchObject({ code: 'no-workspace' });
    expect(BUNDLES.map((name) => text(home, name))).toEqual(bundles);
    renameSync(join(home, 'away'), join(home, 'nerve-workspace'));
    expect(await next('resolved')).toMatchObject({ was: 'error', code: 'no-workspace' });
    writeFileSync(join(home, MEMORY), memory('after'));
    await rendered(home, 'after');
    rmSync(join(home, 'nerve-workspace'), { recursive: true });
    await next('error');
    mkdirSync(join(home, 'nerve-workspace'));
    writeFileSync(join(home, MEMORY), memory('anew'));
    await rendered(home, 'anew');
  });

  test('a file that no agent can read is told, and settled once it is mended', async () => {
    const home = await readyHome();
    const { next } = await watching(home);
    writeFileSync(join(home, MEMORY), Buffer.from([0xff, 0xfe, 0x00]));
    expect(await next('error')).toMatchObject({ code: 'workspace-file', kind: 'usage' });
    writeFileSync(join(home, MEMORY), memory('mended'));
    expect(await next('resolved')).toMatchObject({ was: 'error', code: 'workspace-file' });
    await rendered(home, 'mended');
  });
});

describe("a foreign edit of an agent's file", () => {
  test('of our part is told once, left alone, and does not hold up the others', async () => {
    const home = await readyHome();
    const { next, calm, events, rounds } = await watching(home);
    const edited = text(home, BUNDLES[0]).replace('# ', '# My own ');
    writeFileSync(join(home, BUNDLES[0]), edited);
    expect(await next('conflict')).toMatchObject({
      agent: 'codex',
      title: 'Codex',
      file: join(home, BUNDLES[0]),
      reason: 'edited',
    });
    expect(await next('state')).toMatchObject({ agents: [{ state: 'conflict' }, { state: 'current' }] });
    writeFileSync(join(home, MEMORY), memory('for-the-other'));
    await rendered(home, 'for-the-other', [BUNDLES[1]]);
    await calm();
    rounds.length = 0;
    appendFileSync(join(home, BUNDLES[0]), '\nmine\n');
    await vi.waitFor(() => expect(rounds.length).toBeGreaterThan(0), 5000);
    await calm();
    // A known conflict is not looked at under the lock again.
    expect(rounds.every((round) => round.includes('looked'))).toBe(true);
    expect(events.filter((event) => event.event === 'conflict')).toEqual([]);
    expect(text(home, BUNDLES[0])).toBe(`${edited}\nmine\n`);
    await (await createNerve()).expect(0, home, 'sync --conflict backup');
    expect(await next('resolved')).toMatchObject({ was: 'conflict', agent: 'codex' });
    expect(text(home, BUNDLES[0])).toContain('for-the-other');
  });

  test('of the rest of the file is kept without a word', async () => {
    const home = await readyHome();
    const { calm, events, rounds } = await watching(home);
    rounds.length = 0;
    appendFileSync(join(home, '.codex/config.toml'), '\n# mine\n');
    await vi.waitFor(() => expect(rounds.length).toBeGreaterThan(0), 5000);
    await calm();
    expect(events).toEqual([]);
    expect(text(home, '.codex/config.toml')).toContain('# mine');
  });

  test('that makes it unreadable is a refusal until it is mended; the others are written', async () => {
    const home = await readyHome();
    const { next } = await watching(home);
    const before = text(home, '.codex/config.toml');
    writeFileSync(join(home, '.codex/config.toml'), `${before}\n[[[\n`);
    expect(await next('refused')).toMatchObject({ agent: 'codex', code: 'unparseable' });
    writeFileSync(join(home, MEMORY), memory('all-the-same'));
    await rendered(home, 'all-the-same');
    writeFileSync(join(home, '.codex/config.toml'), before);
    expect(await next('resolved')).toMatchObject({ was: 'refused', agent: 'codex' });
  });

  test('removing a whole file and its folder is a conflict', async () => {
    const home = await readyHome();
    const { next } = await watching(home);
    rmSync(join(home, '.claude/rules'), { recursive: true });
    expect(await next('conflict')).toMatchObject({ agent: 'claude-code', reason: 'removed' });
    expect(existsSync(join(home, '.claude/rules'))).toBe(false);
  });

  test('with the policy backup it is taken back, until it turns out to be a tug of war', async () => {
    const home = await readyHome();
    const { next, calm } = await watching(home, { policy: 'backup' });
    const ours = text(home, BUNDLES[0]);
    for (let round = 1; round <= 3; round += 1) {
      writeFileSync(join(home, BUNDLES[0]), ours.replace('# ', `# Theirs ${round} `));
      await next('changed');
      expect(text(home, BUNDLES[0])).toBe(ours);
      await calm();
    }
    await next('notice');
    writeFileSync(join(home, BUNDLES[0]), ours.replace('# ', '# Theirs for good '));
    expect(await next('conflict')).toMatchObject({ agent: 'codex' });
    expect(text(home, BUNDLES[0])).toContain('# Theirs for good ');
  });
});

describe('the settings', () => {
  test('are read anew: an agent is paused and goes on, the workspace moves', async () => {
    const home = await readyHome();
    const { next, calm } = await watching(home);
    const config = text(home, CONFIG);
    writeFileSync(join(home, CONFIG), config.replace('enabled: true', 'enabled: false'));
    expect(await next('state')).toMatchObject({ agents: [{ name: 'codex', state: 'paused' }, {}] });
    writeFileSync(join(home, MEMORY), memory('while-paused'));
    await rendered(home, 'while-paused', [BUNDLES[1]]);
    await calm();
    expect(text(home, BUNDLES[0])).not.toContain('while-paused');
    writeFileSync(join(home, CONFIG), config);
    await rendered(home, 'while-paused');
    mkdirSync(join(home, 'elsewhere'));
    writeFileSync(join(home, 'elsewhere/MEMORY.md'), memory('moved'));
    writeFileSync(join(home, CONFIG), `workspace: ~/elsewhere\n${config}`);
    await rendered(home, 'moved');
    expect(
      await next('state', (event) => 'workspace' in event && event.workspace.endsWith('elsewhere')),
    ).toBeTruthy();
    writeFileSync(join(home, 'elsewhere/MEMORY.md'), memory('moved-and-edited'));
    await rendered(home, 'moved-and-edited');
  });

  test.each([
    ['not YAML', 'external_agents: [\n', 'invalid-config'],
    ['an unknown agent', 'external_agents:\n  targets:\n    - name: nobody\n', 'unknown-agent'],
  ])('that are %s leave the last good ones in force', async (_name, broken, code) => {
    const home = await readyHome();
    const { next, events, calm } = await watching(home);
    const config = text(home, CONFIG);
    writeFileSync(join(home, CONFIG), broken);
    expect(await next('error')).toMatchObject({ code });
    writeFileSync(join(home, MEMORY), memory('with-the-old-ones'));
    await rendered(home, 'with-the-old-ones');
    await calm();
    expect(events.filter((event) => event.event === 'error')).toEqual([]);
    writeFileSync(join(home, CONFIG), config);
    expect(await next('resolved')).toMatchObject({ was: 'error', code });
    writeFileSync(join(home, MEMORY), memory('with-the-new-ones'));
    await rendered(home, 'with-the-new-ones');
  });

  test('that are gone for a while stop nothing but the writing', async () => {
    const home = await readyHome();
    const { next } = await watching(home);
    renameSync(join(home, CONFIG), join(home, 'config'));
    expect(await next('error')).toMatchObject({ code: 'not-set-up' });
    writeFileSync(join(home, MEMORY), memory('written-later'));
    await sleep(200);
    expect(text(home, BUNDLES[0])).not.toContain('written-later');
    renameSync(join(home, 'config'), join(home, CONFIG));
    await rendered(home, 'written-later');
  });

  test('an interval in them counts from now on', async () => {
    const home = await readyHome();
    const { next } = await watching(home);
    appendFileSync(join(home, CONFIG), '  sync_interval_minutes: 3\n');
    expect(await next('state')).toMatchObject({ interval: 180 });
  });
});

describe('time', () => {
  test('a scan finds what no event told', async () => {
    const home = await readyHome();
    const deaf = () => ({ on: () => undefined, close: () => undefined });
    const { next } = await watching(home, { watch: deaf, intervalMs: 300 });
    writeFileSync(join(home, MEMORY), memory('unheard'));
    await rendered(home, 'unheard');
    expect(await next('scan')).toMatchObject({ reason: 'interval' });
    expect(await next('scan')).toMatchObject({ reason: 'interval' });
  });

  test('after a gap between two heartbeats there is a round at once', async () => {
    const home = await readyHome();
    let slept = 0;
    const deaf = () => ({ on: () => undefined, close: () => undefined });
    const { next } = await watching(home, {
      watch: deaf,
      heartbeatMs: 20,
      monotonic: () => performance.now() + slept,
    });
    writeFileSync(join(home, MEMORY), memory('while-asleep'));
    slept = 3_600_000;
    expect(await next('scan')).toMatchObject({ reason: 'gap' });
    await rendered(home, 'while-asleep');
  });

  test('without watches the folders are looked at, which is told once', async () => {
    const home = await readyHome();
    const full = () => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    };
    const { watch: running, events, next } = startWatching(home, { watch: full });
    await next('notice');
    await next('ready');
    expect(events.filter((event) => event.event === 'notice')).toEqual([]);
    writeFileSync(join(home, MEMORY), memory('looked-at'));
    await rendered(home, 'looked-at');
    running.stop();
    expect(await running.done).toEqual({ reason: 'asked', clean: true });
  });
});

describe('the end', () => {
  test('leaves nothing behind', async () => {
    const home = await readyHome();
    const before = treeOf(home);
    const { watch, next } = await watching(home);
    watch.stop('SIGTERM');
    expect(await watch.done).toEqual({ reason: 'SIGTERM', clean: true });
    expect(await next('stopped')).toMatchObject({ reason: 'SIGTERM', clean: true });
    const launcher = '.nerve/bin/nerve';
    expect({ ...treeOf(home), [launcher]: '' }).toEqual({ ...before, [launcher]: '' });
    watch.stop();
  });

  test('comes before the beginning if it is asked for then', async () => {
    const home = await readyHome();
    const { watch } = startWatching(home);
    watch.stop('SIGINT');
    expect(await watch.done).toMatchObject({ reason: 'SIGINT' });
  });

  test('waits for the round under way, but not for ever', async () => {
    const home = await readyHome();
    const before = BUNDLES.map((name) => text(home, name));
    const { watch } = await watching(home, { graceMs: 100 });
    const nerve = startHolder(home);
    await nerve.held;
    writeFileSync(join(home, MEMORY), memory('too-late'));
    await sleep(300);
    watch.stop('SIGTERM');
    expect(await watch.done).toEqual({ reason: 'SIGTERM', clean: false });
    nerve.release();
    await nerve.ended;
    // The round gets the lock now, and sees that it is not wanted any more.
    await sleep(300);
    expect(BUNDLES.map((name) => text(home, name))).toEqual(before);
  });

  test('is the removal of nerve: nothing is made again', async () => {
    const home = await readyHome();
    const { watch } = await watching(home);
    await (await createNerve()).expect(0, home, 'uninstall --yes');
    expect(await watch.done).toMatchObject({ reason: 'removed' });
    expect(existsSync(join(home, '.nerve'))).toBe(false);
    expect(BUNDLES.filter((name) => existsSync(join(home, name)))).toEqual([]);
  });
});

describe('the beginning', () => {
  test('is refused while another one watches', async () => {
    const home = await readyHome();
    await watching(home);
    const second = startWatching(home);
    await expect(second.watch.done).rejects.toMatchObject({
      code: 'already-watching',
      exit: 5,
      message: expect.stringContaining(`Process ${process.pid} watches`),
    });
    expect(second.events).toEqual([]);
  });

  test('is refused without settings, and makes no folder', async () => {
    const home = await readyHome();
    rmSync(join(home, '.nerve'), { recursive: true });
    await expect(startWatching(home).watch.done).rejects.toMatchObject({ code: 'not-set-up' });
    expect(existsSync(join(home, '.nerve'))).toBe(false);
  });

  test('writes what was left undone', async () => {
    const home = await readyHome();
    writeFileSync(join(home, MEMORY), memory('before-the-start'));
    unlinkSync(join(home, 'nerve-workspace/USER.md'));
    const { next } = startWatching(home);
    const ready = await next('ready');
    expect(ready).toMatchObject({ pid: process.pid, home: join(home, '.nerve'), interval: 900 });
    for (const name of BUNDLES) expect(text(home, name)).toContain('before-the-start');
  });

  test('only the named agents are watched', async () => {
    const home = await readyHome();
    const { next } = startWatching(home, { agents: ['claude'] });
    expect(await next('ready')).toMatchObject({ agents: [{ name: 'claude-code' }] });
    const before = statSync(join(home, BUNDLES[0])).mtimeMs;
    writeFileSync(join(home, MEMORY), memory('for-claude'));
    await rendered(home, 'for-claude', [BUNDLES[1]]);
    expect(statSync(join(home, BUNDLES[0])).mtimeMs).toBe(before);
  });
});

/** Holds the lock of changes, as a command that takes long would. */
function startHolder(home: string) {
  const held = Promise.withResolvers<void>();
  const letGo = Promise.withResolvers<void>();
  const ended = (async () => {
    const { createAllowlist } = await import('../../../../../src/lib/base/system/allowlist.ts');
    const { createRealSystem } = await import('../../../../../src/lib/base/system/real-system.ts');
    const root = join(home, '.nerve');
    const system = createRealSystem({ allowlist: createAllowlist({ roots: [root], files: [], home }) });
    const options = { waitMs: 1000, purpose: 'a test' };
    await system.withLock(
      join(root, 'ledger', 'lock'),
      async () => {
        held.resolve();
        await letGo.promise;
      },
      options,
    );
  })();
  return { held: held.promise, release: () => letGo.resolve(), ended };
}
