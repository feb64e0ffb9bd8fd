/** Another program rewrites `~/.claude.json` all the time while nerve changes it: none of its writes is lost. */
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeHome, read, treeOf } from '../support/home.ts';
import { createNerve, ended, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

const writers: { kill(signal: 'SIGKILL'): unknown }[] = [];
afterAll(() => {
  for (const writer of writers) writer.kill('SIGKILL');
});

/** Starts the other program; `stop` ends it and returns how often it wrote. */
async function startWriter(file: string, how: string, pauseMs: number) {
  const script = fileURLToPath(new URL('../support/scenario-writer.ts', import.meta.url));
  const child = spawn(process.execPath, [script, file, how, String(pauseMs)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  writers.push(child);
  const end = ended(child);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return async (): Promise<number> => {
    child.stdin.end();
    const { code, stdout, stderr } = await end;
    if (code !== 0) throw new Error(stderr);
    return Number(stdout.split('\n').at(-1));
  };
}

interface State {
  readonly theirs: number;
  readonly keys: Record<string, number>;
  readonly mcpServers?: { readonly nerve?: unknown; readonly own?: unknown };
}

const seed = '{"theirs":0,"keys":{},"mcpServers":{"own":{"command":"x"}}}';

/** The folders of the agents as they are, but for the file that the other program writes. */
function foldersOf(home: string): unknown {
  return ['.codex', '.claude'].map((name) => treeOf(join(home, name)));
}

describe.each([
  { how: 'rename', pauseMs: 40, rounds: 10 },
  { how: 'in-place', pauseMs: 40, rounds: 10 },
  { how: 'locked', pauseMs: 40, rounds: 10 },
  // Faster than nerve can plan: it may give up, but still must not lose anything.
  { how: 'rename', pauseMs: 2, rounds: 3 },
  { how: 'in-place', pauseMs: 5, rounds: 3 },
])('a writer of the kind $how, every $pauseMs ms', ({ how, pauseMs, rounds }) => {
  it('loses nothing, and nerve succeeds or gives up whole', { timeout: 120_000 }, async () => {
    const home = makeHome({ '.claude.json': seed, '.claude': null, '.codex/config.toml': 'model = "o3"\n' });
    const stop = await startWriter(join(home, '.claude.json'), how, pauseMs);
    const codes: (number | null)[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const isSetUp = codes.includes(0);
      if (isSetUp) appendFileSync(join(home, 'nerve-workspace/SOUL.md'), `\nRule ${round}.\n`);
      const before = foldersOf(home);
      const args = isSetUp ? ['sync', 'token rotate claude-code'][round % 2] : 'init --yes --auth inline';
      const conflict = codes.at(-1) === 3 ? ' --conflict backup' : '';
      const { code, stderr } = await nerve(home, `${args}${conflict}`);
      // 3: the other program had read before nerve wrote, and put its older version back.
      expect([0, 3, 5], stderr).toContain(code);
      if (code !== 0) expect(foldersOf(home), stderr).toEqual(before);
      codes.push(code);
    }
    const count = await stop();
    console.log(
      `${how}, ${pauseMs} ms: ${count} writes of the other program, nerve ended with ${codes.join(' ')}`,
    );
    const state: State = JSON.parse(read(home, '.claude.json'));
    expect(count).toBeGreaterThan(10);
    expect(state.theirs).toBe(count);
    expect(Object.keys(state.keys)).toHaveLength(count);
    if (pauseMs >= 40) expect(codes).toContain(0);

    await nerve.expect(0, home, 'init --yes --conflict backup');
    await nerve.expect(0, home, 'sync --check');
    expect(JSON.parse(read(home, '.claude.json')).mcpServers.nerve).toBeDefined();
    await nerve.expect(0, home, 'uninstall --yes');
    const left: State = JSON.parse(read(home, '.claude.json'));
    expect(left).toEqual({ theirs: count, keys: state.keys, mcpServers: { own: { command: 'x' } } });
    expect(read(home, '.codex/config.toml')).toBe('model = "o3"\n');
    expect(Object.keys(treeOf(home)).filter((name) => name.includes('.nerve-'))).toEqual([]);
  });
});
