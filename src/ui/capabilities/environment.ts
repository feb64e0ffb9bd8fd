/** Every environment variable that means something to nerve, gathered from where it is declared. */
import type { AgentRecord } from '../../lib/agents/registry/agent-record.ts';
import type { Setting } from '../../lib/base/config/settings.ts';
import type { CommandInfo, FlagInfo } from './commands.ts';

export interface VariableInfo {
  readonly name: string;
  readonly meaning: string;
  /** The setting that it overrides. */
  readonly setting?: string;
  /** The flag that overrides it. */
  readonly flag?: string;
}

/** Variables that neither a setting, a flag nor an agent declares. */
const OTHERS: readonly VariableInfo[] = [
  { name: 'CI', meaning: 'Set: nerve never asks.' },
  {
    name: 'CLAUDE_CODE_SESSION_ID',
    meaning: 'Set by Claude Code: the conversation that `nerve mcp` and `serve --stdio` stand beside.',
  },
  { name: 'FORCE_COLOR', meaning: 'Colours even where the output is no terminal; 0 for none.' },
  { name: 'HOME', meaning: 'The home of the user whose agents are configured.' },
  { name: 'NERVE_TOKEN', meaning: 'The token that agents with auth "env" show to the hub.' },
  { name: 'NO_COLOR', meaning: 'Set: no colours.' },
];

export interface VariableSources {
  readonly settings: readonly Setting[];
  readonly commands: readonly CommandInfo[];
  readonly globalFlags: readonly FlagInfo[];
  readonly agents: readonly AgentRecord[];
}

/** All variables by name, each once; a setting says more than a flag. */
export function environmentVariables(sources: VariableSources): VariableInfo[] {
  const found = new Map<string, VariableInfo>(OTHERS.map((variable) => [variable.name, variable]));
  for (const { title, home } of sources.agents) {
    if (home?.variable)
      found.set(home.variable, { name: home.variable, meaning: `Where ${title} keeps its files.` });
  }
  for (const flag of [...sources.globalFlags, ...sources.commands.flatMap((command) => command.flags)]) {
    if (flag.env) found.set(flag.env, { name: flag.env, meaning: flag.description, flag: `--${flag.name}` });
  }
  for (const { env, about, key } of sources.settings) {
    if (env) found.set(env, { ...found.get(env), name: env, meaning: about, setting: key });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
