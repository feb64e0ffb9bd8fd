/**
 * Many clients write through a hub that is restarted and killed, and commands write beside it: every write is there,
 * and none twice. `NERVE_SOAK=1` runs it in full size: 64 clients with 500 calls each and ten restarts, a minute of
 * three writers.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { type RunningHub, startHub } from '../support/hub.ts';
import { setUpAgents } from '../support/hub-home.ts';
import { callAll, effectsOf, type LoadClient } from '../support/hub-load.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

const SOAK = process.env.NERVE_SOAK === '1';
const SIZE = SOAK
  ? { calls: 500, restarts: 10, betweenMs: 3_000, writersMs: 60_000 }
  : { calls: 30, restarts: 4, betweenMs: 300, writersMs: 2_000 };
const CLIENTS = 64;

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

async function setUp() {
  const { home, codex, claude } = await setUpAgents(nerve);
  await nerve.expect(0, home, 'config set hub.requests_per_second 100000');
  const hub = await startHub(home, '--no-sync');
  return { home, hub, tokens: [codex, claude], database: join(home, '.nerve/nerve.db') };
}

/** Every other call of a client writes, under a key of its own. */
function callsOf(client: number): (Record<string, string> | null)[] {
  return Array.from({ length: SIZE.calls }, (_, index) =>
    index % 2 === 0 ? write(`client-${client}-${index}`) : null,
  );
}

const write = (key: string) => ({ title: key, idempotency_key: key });

const keysOf = (calls: readonly (Record<string, string> | null)[]): string[] =>
  calls.flatMap((args) => args?.idempotency_key ?? []);

describe('a hub that is restarted under its clients', () => {
  it(
    'loses and doubles no write',
    async () => {
      const { home, hub: first, tokens, database } = await setUp();
      const calls = Array.from({ length: CLIENTS }, (_, client) => callsOf(client));
      const { port } = new URL(first.url);
      let isDone = false;
      const clients = calls.map((own, client) => {
        const era: LoadClient['era'] = client % 4 < 2 ? 'legacy' : 'modern';
        return callAll(first.url, { token: tokens[client % 2] ?? '', era }, own);
      });
      const all = Promise.all(clients).finally(() => {
        isDone = true;
      });
      all.catch(() => undefined);
      let hub: RunningHub = first;
      let restarts = 0;
      for (; restarts < SIZE.restarts && !isDone; restarts++) {
        await pause(SIZE.betweenMs);
        await hub.stop(restarts % 2 === 0 ? 'SIGTERM' : 'SIGKILL');
        hub = await startHub(home, '--no-sync', '--port', port);
      }
      const again = await all;
      await hub.stop();
      expect(restarts).toBe(SIZE.restarts);
      // The clients were in the middle of it.
      expect(again.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(CLIENTS);
      const { replayed, ...effects } = effectsOf(database, calls.flatMap(keysOf));
      expect(effects).toEqual({ lost: [], doubled: [], strangers: 0 });
      // Some answers were lost on the way although the write was done.
      expect(replayed).toBeGreaterThan(0);
    },
    SOAK ? 600_000 : 60_000,
  );
});

describe('two commands and the hub', () => {
  it(
    'write at once, and every row is there',
    async () => {
      const { home, hub, tokens, database } = await setUp();
      const child = fileURLToPath(new URL('cli-writer-child.ts', import.meta.url));
      const commands = ['first', 'second'].map(async (name) => {
        const run = promisify(execFile)(process.execPath, [child, home, name, String(SIZE.writersMs)], {
          maxBuffer: 2 ** 26,
        });
        return JSON.parse((await run).stdout) as string[];
      });
      const ended = Promise.all(commands);
      let isOver = false;
      const over = ended.finally(() => {
        isOver = true;
      });
      over.catch(() => undefined);
      const mine: string[] = [];
      while (!isOver) {
        const calls = Array.from({ length: 10 }, (_, index) => write(`hub-${mine.length + index}-written`));
        await callAll(hub.url, { token: tokens[0] ?? '', era: 'modern' }, calls);
        mine.push(...keysOf(calls));
      }
      const keys = [...(await over).flat(), ...mine];
      await hub.stop();
      expect(keys.length).toBeGreaterThan(20);
      if (SOAK) console.log(`${keys.length} writes of three processes, ${mine.length} through the hub`);
      expect(effectsOf(database, keys)).toMatchObject({ lost: [], doubled: [], strangers: 0 });
    },
    SOAK ? 180_000 : 60_000,
  );
});
