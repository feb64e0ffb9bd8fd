/**
 * A watch over the home in argv, driven through many rounds as fast as they go. Prints the heap in use after a tenth
 * of them and after all, in bytes. Run with `--expose-gc`.
 */
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { watchAgents } from '../../src/lib/agents/sync/watch/watch-agents.ts';
import { createContext } from '../../src/lib/setup/create-context.ts';

const [home = '', wanted = '0'] = process.argv.slice(2);
const total = Number(wanted);
const memory = join(home, 'nerve-workspace', 'MEMORY.md');
let rounds = 0;
let written = 0;
let wake = (): void => {};

const log = {
  info: () => {},
  warn: () => {},
  debug: () => {
    rounds += 1;
    wake();
  },
};

const watch = watchAgents({
  context: () =>
    createContext({
      env: { HOME: home, PATH: '/usr/bin:/bin' },
      homeFlag: undefined,
      log,
      version: '0.0.0',
      root: home,
      harmless: false,
      namedFiles: [],
    }),
  log,
  observer: (event) => {
    if (event.event === 'changed') written += 1;
  },
  quietMs: 0,
});

async function roundsReach(number: number): Promise<void> {
  while (rounds < number) {
    const next = rounds + 1;
    const { promise, resolve } = Promise.withResolvers<void>();
    wake = resolve;
    // Most rounds find nothing to do, as on a real day; some write.
    if (next % 20 === 0) writeFileSync(memory, `# Memory\n\n- fact ${next}\n`);
    else utimesSync(memory, new Date(), new Date());
    await promise;
  }
}

async function heap(): Promise<number> {
  for (let at = 0; at < 3; at += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return process.memoryUsage().heapUsed;
}

await roundsReach(total / 10);
const early = await heap();
await roundsReach(total);
const late = await heap();
watch.stop();
await watch.done;
process.stdout.write(JSON.stringify({ early, late, rounds, written }));
