/** `nerve sync --watch` through the real command line: bursts of edits, signals, second watchers, kills, pipes. */
import {
  appendFileSync,
  existsSync,
  readFileSync,
  renameSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { treeOf } from '../support/home.ts';
import { createNerve } from '../support/scenario.ts';
import { readyHome, startWatch, until } from './watch-cli.ts';

const BUNDLES = ['.codex/AGENTS.md', '.claude/rules/nerve.md'];
const MEMORY = 'nerve-workspace/MEMORY.md';
const LAUNCHER = '.nerve/bin/nerve';

const text = (home: string, name: string): string => readFileSync(join(home, name), 'utf8');

async function rendered(home: string, mark: string): Promise<void> {
  await until(() => {
    for (const name of BUNDLES) expect(text(home, name)).toContain(mark);
  });
}

const WAYS: Record<string, (file: string, content: string) => void> = {
  'rename over': (file, content) => {
    writeFileSync(`${file}.tmp`, content);
    renameSync(`${file}.tmp`, file);
  },
  'truncate and write': (file, content) => {
    truncateSync(file);
    appendFileSync(file, content.slice(0, 5));
    appendFileSync(file, content.slice(5));
  },
  'delete and make again': (file, content) => {
    unlinkSync(file);
    writeFileSync(file, content);
  },
};

test('200 edits in bursts: every final state is rendered, and it is calm afterwards', async () => {
  const home = await readyHome();
  const watch = await startWatch(home, '--json --verbose');
  await watch.ready();
  const ways = Object.entries(WAYS);
  for (let burst = 0; burst < 20; burst += 1) {
    const [name = '', write] = ways[burst % ways.length] ?? [];
    for (let edit = 0; edit < 10; edit += 1) {
      write?.(join(home, MEMORY), `# Memory\n\n- burst ${burst}, edit ${edit}, ${name}.\n`);
      if (edit % 3 === 0) await sleep(burst % 5);
    }
    await rendered(home, `- burst ${burst}, edit 9, ${name}.`);
  }
  await sleep(700);
  const rounds = watch.err().split('round:').length;
  await sleep(700);
  expect(watch.err().split('round:').length).toBe(rounds);
  expect(watch.events().filter(({ event }) => ['conflict', 'refused', 'error'].includes(event))).toEqual([]);
  watch.child.kill('SIGTERM');
  expect(await watch.ended).toEqual({ code: 0, signal: null });
  await (await createNerve()).expect(0, home, 'sync --check');
}, 90_000);

describe('the output', () => {
  test('as JSON lines', async () => {
    const home = await readyHome();
    const watch = await startWatch(home);
    await watch.ready();
    const [ready] = watch.events();
    expect(ready).toMatchObject({ event: 'ready', pid: watch.child.pid, interval: 900 });
    writeFileSync(join(home, MEMORY), '# Memory\n\n- json\n');
    await rendered(home, '- json');
    await until(() => expect(watch.events().filter(({ event }) => event === 'changed')).toHaveLength(2));
    const changed = watch.events().find(({ event }) => event === 'changed');
    expect(changed).toMatchObject({
      agent: 'codex',
      title: 'Codex',
      file: join(home, BUNDLES[0] ?? ''),
      action: 'update',
      labels: ['memory bundle'],
    });
    expect(changed?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    watch.child.kill('SIGTERM');
    await watch.ended;
    expect(watch.events().at(-1)).toMatchObject({ event: 'stopped', reason: 'SIGTERM', clean: true });
    expect(watch.err()).toBe('');
  });

  test('as plain lines, facts on stdout and talk on stderr', async () => {
    const home = await readyHome();
    const watch = await startWatch(home, '');
    await watch.ready();
    expect(watch.err()).toMatch(
      new RegExp(
        `^\\d\\d:\\d\\d:\\d\\d nerve watches, pid ${watch.child.pid}  2 agents, 5 files  next scan in 15:00\n$`,
      ),
    );
    writeFileSync(join(home, MEMORY), '# Memory\n\n- lines\n');
    await until(() => expect(watch.out().split('\n')).toHaveLength(3));
    expect(watch.out()).toMatch(
      /^\d\d:\d\d:\d\d Codex {2}~\/\.codex\/AGENTS\.md {2}changed\n\d\d:\d\d:\d\d Claude Code {2}~\/\.claude\/rules\/nerve\.md {2}changed\n$/,
    );
    watch.child.kill('SIGINT');
    expect(await watch.ended).toEqual({ code: 130, signal: null });
    expect(watch.err()).toMatch(/ stopped\n$/);
    expect(`${watch.out()}${watch.err()}`).not.toContain('\u001B');
  });

  test('that nobody reads any more ends the watch', async () => {
    const home = await readyHome();
    const watch = await startWatch(home);
    await watch.ready();
    watch.child.stdout?.destroy();
    for (let edit = 0; watch.child.exitCode === null && edit < 50; edit += 1) {
      writeFileSync(join(home, MEMORY), `# Memory\n\n- edit ${edit}\n`);
      await sleep(200);
    }
    expect((await watch.ended).code).toBe(0);
  });

  test('a scan is told, and comes without an edit', async () => {
    const home = await readyHome();
    const watch = await startWatch(home, '--json --interval 1s');
    await until(() => expect(watch.events()).toContainEqual(expect.objectContaining({ event: 'scan' })));
    expect(watch.events()[0]).toMatchObject({ event: 'ready', interval: 1 });
  });
});

describe('a second watch', () => {
  test('of the same home is refused, and says who has it', async () => {
    const home = await readyHome();
    const first = await startWatch(home);
    await first.ready();
    const second = await (await createNerve())(home, 'sync --watch --json');
    expect(second.code).toBe(5);
    expect(JSON.parse(second.stdout)).toMatchObject({
      ok: false,
      error: { code: 'already-watching', kind: 'unavailable', data: { pid: first.child.pid } },
    });
    const plain = await (await createNerve())(home, 'sync --watch');
    expect(plain.stderr).toContain(`Process ${first.child.pid} watches`);
    // Other commands are free to work.
    await (await createNerve()).expect(0, home, 'sync');
  });

  test('begins at once after the first was killed', async () => {
    const home = await readyHome();
    for (let round = 0; round < 3; round += 1) {
      const watch = await startWatch(home);
      await watch.ready();
      writeFileSync(join(home, MEMORY), `# Memory\n\n- round ${round}\n`);
      await sleep(40 * round);
      watch.child.kill('SIGKILL');
      await watch.ended;
    }
    const last = await startWatch(home);
    await last.ready();
    await rendered(home, '- round 2');
    last.child.kill('SIGTERM');
    expect((await last.ended).code).toBe(0);
    await (await createNerve()).expect(0, home, 'sync --check');
  });
});

describe('the end', () => {
  test.each([
    ['SIGTERM', 0],
    ['SIGINT', 130],
    ['SIGHUP', 0],
  ] as const)(
    'by %s while it writes leaves all of the change or nothing',
    async (signal, code) => {
      const home = await readyHome();
      const before = treeOf(join(home, '.nerve', 'ledger'));
      for (let wait = 60; wait <= 120; wait += 15) {
        const watch = await startWatch(home);
        await watch.ready();
        writeFileSync(join(home, MEMORY), `# Memory\n\n- ${signal} ${wait}\n`);
        await sleep(wait);
        watch.child.kill(signal);
        expect(await watch.ended).toEqual({ code, signal: null });
        const has = BUNDLES.map((name) => text(home, name).includes(`- ${signal} ${wait}`));
        expect(new Set(has).size).toBe(1);
        expect(JSON.parse(text(home, '.nerve/ledger/ledger.json')).pending).toBeUndefined();
      }
      expect(Object.keys(treeOf(join(home, '.nerve', 'ledger')))).toEqual(Object.keys(before));
    },
    60_000,
  );

  test('of an idle watch leaves the home as it was', async () => {
    const home = await readyHome();
    await (await createNerve()).expect(0, home, 'sync');
    const before = treeOf(home);
    const watch = await startWatch(home);
    await watch.ready();
    await sleep(300);
    watch.child.kill('SIGTERM');
    await watch.ended;
    expect(treeOf(home)).toEqual(before);
    expect(existsSync(join(home, LAUNCHER))).toBe(true);
  });

  test('is uninstalling: the home is as it was before nerve', async () => {
    const home = await readyHome();
    const watch = await startWatch(home);
    await watch.ready();
    writeFileSync(join(home, MEMORY), '# Memory\n\n- once\n');
    await rendered(home, '- once');
    await (await createNerve()).expect(0, home, 'uninstall --yes');
    expect((await watch.ended).code).toBe(0);
    expect(watch.events().at(-1)).toMatchObject({ event: 'stopped', reason: 'removed' });
    expect(
      Object.keys(treeOf(home))
        .filter((name) => !name.startsWith('nerve-workspace'))
        .sort(),
    ).toEqual(['.', '.claude', '.codex']);
  });
});

describe('the command line', () => {
  test.each([
    ['sync --watch --check', 2],
    ['sync --watch --diff', 2],
    ['sync --interval 5m', 2],
    ['sync --watch --interval soon', 2],
    ['sync --watch --interval 0s', 2],
    ['sync --watch --interval 2d', 2],
    ['sync --watch --agent nobody', 2],
  ])('%s ends with %d', async (args, code) => {
    await (await createNerve()).expect(code, await readyHome(), args);
  });
});
