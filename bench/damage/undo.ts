/** Case: the tool is taken out again. */
import { join } from 'node:path';
import type { Bench } from '../lib/suite.ts';
import type { Cell } from '../lib/table.ts';
import { put, type Role, type Tool } from '../tools/tool.ts';
import { startTrial } from './trial.ts';
import { userFiles } from './user-files.ts';
import type { Verdicts } from './verdict.ts';

/** Applies once, twice, and with edits of the user after it; then undoes, and compares with what should be there. */
export async function judgeUndo(bench: Bench, tool: Tool): Promise<Verdicts> {
  const { undo } = tool;
  const rows = {
    'bytes equal after apply, undo': 1,
    'after apply, apply, undo': 2,
    "with the user's edits between": 0,
  };
  if (!undo) {
    await assertNoUndo(bench, tool);
    return Object.fromEntries(Object.keys(rows).map((row) => [row, 'no command']));
  }
  const verdicts: Record<string, Cell> = {};
  for (const [row, times] of Object.entries(rows)) {
    const files = userFiles(bench);
    const trial = startTrial(bench, tool, files);
    for (let time = 0; time < Math.max(times, 1); time += 1) await trial.run(tool.apply(trial.sandbox));
    const touched = roles().filter((role) => trial.text(role) !== files[role]);
    if (times === 0) {
      for (const role of touched) {
        const now = trial.text(role);
        if (now !== null) put(join(trial.sandbox.home, tool.places[role]), edit(now, role));
      }
    }
    await trial.run(undo(trial.sandbox));
    const wanted = (role: Role) => (times === 0 ? edit(files[role], role) : files[role]);
    verdicts[row] = {
      good: touched.filter((role) => trial.text(role) === wanted(role)).length,
      of: touched.length,
    };
    if (times === 1)
      verdicts['files left behind'] = trial.changed().filter((path) => !trial.before.has(path)).length;
  }
  return verdicts;
}

function roles(): Role[] {
  return ['codex config', 'claude servers', 'claude settings', 'codex memory', 'claude memory'];
}

/** What a user may add to a file: the same to what stood there before and to what the tool made of it. */
function edit(text: string, role: Role): string {
  if (role === 'claude servers' || role === 'claude settings')
    return text.replace('{', '{\n  "addedByUser": true,');
  return `${text}# added by the user\n`;
}

/** A tool that learns to undo must not be shown as one that cannot. */
async function assertNoUndo(bench: Bench, tool: Tool): Promise<void> {
  if (!tool.help) return;
  const trial = startTrial(bench, tool, {});
  const { stdout } = await bench.runner.run(tool.help(trial.sandbox));
  const command = /^ +(?:\S+ )?(undo|revert|uninstall|remove|clean|restore|purge)\b/m.exec(stdout)?.[1];
  if (command !== undefined)
    throw new Error(`${tool.name} has a command ${command} now: teach the bench to use it`);
}
