/** Case: a user's own config files, one after the other, get the tool's servers. */
import type { Bench } from '../lib/suite.ts';
import type { Role, Tool } from '../tools/tool.ts';
import { compareConfig, type Fate, total } from './compare.ts';
import { type Reader, readToml } from './meaning.ts';
import { startTrial } from './trial.ts';
import type { Verdicts } from './verdict.ts';

/** Applies to each seed in a home of its own, and adds up what became of those that the tool changed. */
export async function judgeConfigs(
  bench: Bench,
  tool: Tool,
  role: Role,
  seeds: ReadonlyMap<string, string>,
  read: Reader,
): Promise<Verdicts> {
  const fates: Fate[] = [];
  let applied = 0;
  for (const text of seeds.values()) {
    const trial = startTrial(bench, tool, { [role]: text });
    const ended = await trial.run(tool.apply(trial.sandbox));
    const after = trial.text(role);
    if (after === text) continue;
    fates.push(compareConfig(text, after, read));
    if (ended) applied += 1;
  }
  const sum = (of: 'comments' | 'servers' | 'values' | 'lines') => total(fates.map((fate) => fate[of]));
  const foreign = [...new Set(fates.flatMap((fate) => fate.foreign))];
  return {
    'files that it could write, exit 0': { good: applied, of: seeds.size },
    'of those written: still valid': { good: fates.filter((fate) => fate.valid).length, of: fates.length },
    'comments kept': sum('comments'),
    "user's servers kept": sum('servers'),
    "user's values kept": sum('values'),
    'lines unchanged': sum('lines'),
    ...(read === readToml ? { 'keys that Codex does not define': foreign.join(', ') || 'none' } : {}),
  };
}
