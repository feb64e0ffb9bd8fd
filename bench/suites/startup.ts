/** What a command costs before it does anything: CPU above a Node that does nothing, against the budgets. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PROGRAMS } from '../../src/lib/agents/registry/registry.ts';
import { assertAllZero, type Contender, measure } from '../lib/rounds.ts';
import { stageNerve } from '../lib/stage.ts';
import { times } from '../lib/stats.ts';
import type { Bench } from '../lib/suite.ts';
import type { Table } from '../lib/table.ts';

export const name = 'startup';
export const description =
  'CPU of commands above bare Node, in homes where two or all agents are configured and nothing is to do.';

/** Milliseconds of CPU above `node -e 0`, as the start-up test also demands. */
const COMMANDS: readonly { readonly words: readonly string[]; readonly budget?: number }[] = [
  { words: ['--version'], budget: 60 },
  { words: ['--help'], budget: 70 },
  { words: [] },
  { words: ['agents', 'status'], budget: 95 },
  { words: ['sync', '--check'], budget: 125 },
  { words: ['token', 'header', '--agent', 'codex'] },
];
const EIGHT = 'nerve sync --check, eight agents';
const FLOOR = 'node -e 0';
const UNCACHED = 'nerve sync --check, no compile cache';

/** Measures every command beside the floor. */
export async function run(bench: Bench): Promise<readonly Table[]> {
  const nerve = await stageNerve(bench);
  const home = bench.folder('home');
  for (const folder of ['.codex', '.claude']) mkdirSync(join(home, folder));
  const env = { HOME: home };
  const command = (args: readonly string[]) => ({ args, cwd: home, env });
  assertAllZero([await bench.runner.run(command([nerve.bin, 'init', '--yes']))]);
  const eight = await homeOfEight(bench, nerve.bin);

  const contenders: Contender[] = [
    { name: FLOOR, commands: () => [command(['-e', '0'])], check: assertAllZero },
    ...COMMANDS.map(({ words }) => ({
      name: title(words),
      commands: () => [command([nerve.bin, ...words])],
      check: assertAllZero,
    })),
    {
      name: EIGHT,
      commands: () => [{ ...eight, args: [nerve.bin, 'sync', '--check'] }],
      check: assertAllZero,
    },
    {
      name: UNCACHED,
      commands: () => [
        { ...command([nerve.bin, 'sync', '--check']), env: { ...env, NODE_DISABLE_COMPILE_CACHE: '1' } },
      ],
      check: assertAllZero,
    },
  ];
  const results = await measure(bench.runner, contenders, bench.quick ? 5 : 15);
  const floor = results.get(FLOOR);
  if (!floor) throw new Error('the floor was not measured');
  const rows = contenders.flatMap((contender) => {
    const result = results.get(contender.name);
    if (!result) return [];
    const like = contender.name === EIGHT ? title(['sync', '--check']) : contender.name;
    const budget = COMMANDS.find(({ words }) => title(words) === like)?.budget;
    const above = result.cpu.median - floor.cpu.median;
    const verdict = budget === undefined ? null : above <= budget;
    const { cpu, wall, rss } = result;
    const own = contender.name === FLOOR ? null : above;
    return [[contender.name, cpu, times(cpu, floor.cpu), own, budget ?? null, verdict, wall, rss / 2 ** 20]];
  });
  return [
    {
      title: 'Start-up',
      columns: [
        { title: 'command' },
        { title: 'CPU ms' },
        { title: '÷ floor', digits: 1, suffix: '×' },
        { title: 'above floor ms' },
        { title: 'budget ms' },
        { title: 'within' },
        { title: 'wall ms' },
        { title: 'RSS MiB' },
      ],
      rows,
      notes: [
        'The floor is `node -e 0`. The compile cache is warm, but for the last line: so is the first run after an install or update.',
      ],
    },
  ];
}

/** A home with all agents, the one that is a file of the user's choice among them. */
async function homeOfEight(bench: Bench, bin: string) {
  const home = bench.folder('eight');
  const place = { cwd: home, env: { HOME: home } };
  const names = PROGRAMS.map((agent) => agent.name).join(',');
  const adding = ['agents', 'add', 'generic', '--path', join(home, 'notes.md')];
  for (const args of [['init', '--yes', '--agents', names], adding]) {
    assertAllZero([await bench.runner.run({ ...place, args: [bin, ...args] })]);
  }
  return place;
}

function title(words: readonly string[]): string {
  return ['nerve', ...words].join(' ');
}
