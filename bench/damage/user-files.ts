/** The files of a user who has both agents, and the seeds for one file at a time. */
import type { Bench } from '../lib/suite.ts';
import { readSeeds, type UserFiles } from './trial.ts';

/** One file for each role, as a user may have them. */
export function userFiles(bench: Bench): Required<UserFiles> {
  const codex = readSeeds(bench, 'codex', ['.toml']);
  const claude = readSeeds(bench, 'claude-code', ['.json']);
  const memory = readSeeds(bench, 'markdown', ['.md']);
  return {
    'codex config': codex.get('commented.toml') ?? '',
    'claude servers': claude.get('state.json') ?? '',
    'claude settings': claude.get('settings.json') ?? '',
    'codex memory': memory.get('plain.md') ?? '',
    'claude memory': memory.get('front-matter.md') ?? '',
  };
}

/** Every `config.toml` of the fixtures that is valid. */
export function tomlSeeds(bench: Bench): ReadonlyMap<string, string> {
  return some(bench, readSeeds(bench, 'codex', ['.toml']), [
    'commented.toml',
    'comments-everywhere.toml',
    'multi-line.toml',
  ]);
}

/** Every JSON file of the fixtures that is valid and not blank. */
export function jsonSeeds(bench: Bench): ReadonlyMap<string, string> {
  return some(bench, readSeeds(bench, 'claude-code', ['.json', '.jsonc']), [
    'comments.jsonc',
    'trailing-commas.jsonc',
    'state.json',
  ]);
}

/** All of them, or the named ones for a quick run. */
function some(
  bench: Bench,
  seeds: ReadonlyMap<string, string>,
  names: readonly string[],
): ReadonlyMap<string, string> {
  return bench.quick ? new Map([...seeds].filter(([name]) => names.includes(name))) : seeds;
}
