/** The cases in the order of the table: each makes homes, lets a tool loose on them, and judges what it finds. */
import type { Bench } from '../lib/suite.ts';
import type { Tool } from '../tools/tool.ts';
import { judgeBroken } from './broken.ts';
import { judgeConfigs } from './configs.ts';
import { readJsonc, readToml } from './meaning.ts';
import { judgeMemory, judgeModes } from './others.ts';
import { judgeUndo } from './undo.ts';
import { jsonSeeds, tomlSeeds } from './user-files.ts';
import type { Verdicts } from './verdict.ts';

export interface Case {
  readonly title: string;
  judge(bench: Bench, tool: Tool): Promise<Verdicts>;
}

export const CASES: readonly Case[] = [
  {
    title: 'config.toml with comments',
    judge: (bench, tool) => judgeConfigs(bench, tool, 'codex config', tomlSeeds(bench), readToml),
  },
  {
    title: 'JSON with comments, and as agents write it',
    judge: (bench, tool) => judgeConfigs(bench, tool, 'claude servers', jsonSeeds(bench), readJsonc),
  },
  { title: "the user's own memory files", judge: judgeMemory },
  { title: 'permissions', judge: judgeModes },
  { title: 'one file cannot be parsed', judge: judgeBroken },
  { title: 'undo', judge: judgeUndo },
];
