/** Case: one of the files cannot be parsed, the others are fine. */
import type { Bench } from '../lib/suite.ts';
import type { Cell } from '../lib/table.ts';
import type { Role, Tool } from '../tools/tool.ts';
import { readSeeds, startTrial } from './trial.ts';
import { userFiles } from './user-files.ts';
import type { Verdicts } from './verdict.ts';

const BROKEN: readonly { readonly role: Role; readonly folder: string; readonly names: readonly string[] }[] =
  [
    {
      role: 'codex config',
      folder: 'codex/invalid',
      names: ['merge-conflict.toml', 'open-string.toml', 'missing-comma.toml'],
    },
    {
      role: 'claude servers',
      folder: 'claude-code/invalid',
      names: ['merge-markers.json', 'missing-brace.json', 'open-string.json'],
    },
  ];

/** Whether the tool says so, leaves that file alone, and leaves the others alone, too. */
export async function judgeBroken(bench: Bench, tool: Tool): Promise<Verdicts> {
  const verdicts: Record<string, Cell> = {};
  for (const { role, folder, names } of BROKEN) {
    const seeds = [...readSeeds(bench, folder, ['.toml', '.json'])].filter(([name]) => names.includes(name));
    const counts = { whole: 0, untouched: 0, told: 0 };
    for (const [, text] of bench.quick ? seeds.slice(0, 1) : seeds) {
      const trial = startTrial(bench, tool, { ...userFiles(bench), [role]: text });
      const ended = await trial.run(tool.apply(trial.sandbox));
      if (trial.changed().length === 0) counts.whole += 1;
      if (trial.text(role) === text) counts.untouched += 1;
      if (!ended) counts.told += 1;
    }
    const of = bench.quick ? 1 : seeds.length;
    const what = role === 'codex config' ? 'TOML' : 'JSON';
    verdicts[`broken ${what}: exit not 0`] = { good: counts.told, of };
    verdicts[`broken ${what}: that file left as it is`] = { good: counts.untouched, of };
    verdicts[`broken ${what}: nothing half-applied (no file changed)`] = { good: counts.whole, of };
  }
  return verdicts;
}
