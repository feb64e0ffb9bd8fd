/** How much CPU nerve takes to start: the budgets that keep imports lazy. The one test that measures time. */
import { beforeAll, describe, expect, test } from 'vitest';
import { cpuAboveNode, type Measured } from '../support/cpu.ts';
import { makeHome } from '../support/home.ts';
import { buildNerve, createNerve } from '../support/scenario.ts';

/** Milliseconds of user and system time above `node -e 0`, and what is called. */
const BUDGETS: readonly (readonly [budget: number, command: string])[] = [
  [60, '--version'],
  [70, '--help'],
  [95, 'agents status'],
  [95, 'status'],
  [125, 'sync --check'],
  // Agents call it at every connect.
  [65, 'token header --agent codex'],
];
const ROUNDS = 9;

describe.skipIf(process.platform === 'win32')('start-up', () => {
  let programs: Measured[];
  let env: Record<string, string>;

  beforeAll(async () => {
    const home = makeHome({ '.codex': null, '.claude': null });
    const nerve = await createNerve();
    await nerve.expect(0, home, 'init --yes');
    const entry = await buildNerve();
    programs = BUDGETS.map(([, command]) => ({ name: command, args: [entry, ...command.split(' ')] }));
    env = { HOME: home, PATH: '/usr/bin:/bin' };
  });

  test('costs no more than its budget', () => {
    const over = (): string[] => {
      const taken = cpuAboveNode(programs, { env, rounds: ROUNDS });
      console.log(
        BUDGETS.map(([budget, name]) => `${name} +${taken[name]?.toFixed(0)} of ${budget}`).join(', '),
      );
      return BUDGETS.filter(([budget, name]) => (taken[name] ?? budget) >= budget).map(
        ([budget, name]) => `${name}: ${taken[name]?.toFixed(1)} ms of ${budget}`,
      );
    };
    // A busy machine gets a second chance.
    if (over().length > 0) expect(over()).toEqual([]);
  }, 120_000);
});
