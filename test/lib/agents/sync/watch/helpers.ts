/** A watch in this process over a throw-away home, and what it told. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, vi } from 'vitest';
import type { WatchEvent } from '../../../../../src/lib/agents/sync/watch/events.ts';
import {
  type AgentWatch,
  type WatchOptions,
  watchAgents,
} from '../../../../../src/lib/agents/sync/watch/watch-agents.ts';
import { createContext } from '../../../../../src/lib/setup/create-context.ts';
import { type Content, makeHome } from '../../../../support/home.ts';
import { createNerve } from '../../../../support/scenario.ts';

export const BUNDLES = ['.codex/AGENTS.md', '.claude/rules/nerve.md'] as const;
export const MEMORY = 'nerve-workspace/MEMORY.md';
export const CONFIG = '.nerve/config.yaml';

const running: AgentWatch[] = [];

afterEach(async () => {
  for (const watch of running) watch.stop();
  await Promise.allSettled(running.splice(0).map((watch) => watch.done));
});

/** A home with two agents, set up. */
export async function readyHome(contents: Readonly<Record<string, Content>> = {}): Promise<string> {
  const home = makeHome({ '.codex': null, '.claude': null, ...contents });
  await (await createNerve()).expect(0, home, 'init --yes');
  return home;
}

export interface Watching {
  readonly watch: AgentWatch;
  readonly events: WatchEvent[];
  /** One line for each round. */
  readonly rounds: string[];
  /** Waits for an event that passes; those before it are forgotten. */
  next(event: WatchEvent['event'], matches?: (event: WatchEvent) => boolean): Promise<WatchEvent>;
  /** Waits until no round began for a while. */
  calm(): Promise<void>;
}

/** Starts a watch and waits until it is ready. */
export async function watching(home: string, options: Partial<WatchOptions> = {}): Promise<Watching> {
  const found = startWatching(home, options);
  await found.next('ready');
  await found.calm();
  return found;
}

export function startWatching(home: string, options: Partial<WatchOptions> = {}): Watching {
  const events: WatchEvent[] = [];
  const rounds: string[] = [];
  const log = { info: () => {}, warn: () => {}, debug: (line: string) => rounds.push(line) };
  const watch = watchAgents({
    context: () =>
      createContext({
        env: { HOME: home, PATH: '/usr/bin:/bin' },
        homeFlag: undefined,
        log,
        version: '0.0.0',
        root: join(home, 'package'),
        harmless: false,
        namedFiles: [],
      }),
    log,
    observer: (event) => events.push(event),
    quietMs: 20,
    ...options,
  });
  running.push(watch);
  return {
    watch,
    events,
    rounds,
    async next(event, matches = () => true) {
      const at = await vi.waitFor(
        () => {
          const index = events.findIndex((candidate) => candidate.event === event && matches(candidate));
          expect(index, `${event} in ${JSON.stringify(events)}`).toBeGreaterThanOrEqual(0);
          return index;
        },
        { timeout: 15_000, interval: 10 },
      );
      return events.splice(0, at + 1).at(-1) as WatchEvent;
    },
    async calm() {
      for (let before = -1; before !== rounds.length; ) {
        before = rounds.length;
        await sleep(200);
      }
    },
  };
}
