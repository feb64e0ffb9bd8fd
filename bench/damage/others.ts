/** Cases: a user's memory files, and the permission bits of all files. */
import type { Bench } from '../lib/suite.ts';
import type { Share } from '../lib/table.ts';
import { readTree } from '../lib/tree.ts';
import type { Tool } from '../tools/tool.ts';
import { keptLines, total } from './compare.ts';
import { startTrial } from './trial.ts';
import { userFiles } from './user-files.ts';
import type { Verdicts } from './verdict.ts';

/** How many lines of the user's own memory files are still there. */
export async function judgeMemory(bench: Bench, tool: Tool): Promise<Verdicts> {
  const files = userFiles(bench);
  const trial = startTrial(bench, tool, files);
  await trial.run(tool.apply(trial.sandbox));
  const roles = ['codex memory', 'claude memory'] as const;
  return { 'lines kept': total(roles.map((role) => keptLines(files[role], trial.text(role) ?? ''))) };
}

/** Whether the permission bits stay, and whether anybody can read more than before. */
export async function judgeModes(bench: Bench, tool: Tool): Promise<Verdicts> {
  const same: Share[] = [];
  const closed: Share[] = [];
  const places = Object.values(tool.places);
  for (const mode of bench.quick ? [0o644] : [0o600, 0o640, 0o644]) {
    const trial = startTrial(bench, tool, userFiles(bench), mode);
    await trial.run(tool.apply(trial.sandbox));
    const now = readTree(trial.sandbox.home);
    const bits = places.map((path) => now.get(path)?.mode ?? 0o777);
    same.push({ good: bits.filter((found) => found === mode).length, of: places.length });
    closed.push({ good: bits.filter((found) => (found & ~mode) === 0).length, of: places.length });
  }
  return { 'the same bits': total(same), 'open to nobody new': total(closed) };
}
