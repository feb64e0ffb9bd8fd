/** Where an agent's files are on this machine. */
import { join, resolve } from 'node:path';
import { type Env, expandHome, type Paths } from '../../base/config/paths.ts';
import type { System } from '../../base/system/system.ts';
import {
  type AgentRecord,
  isProgram,
  type Place,
  type ProgramAgent,
  type SharedFile,
} from './agent-record.ts';

export interface Machine {
  readonly paths: Paths;
  readonly env: Env;
  /** Without it every file has its usual name. */
  readonly system?: Pick<System, 'stat'>;
}

/** The agent's own folder: its variable if set, else its folder below the user's home. */
export function agentHome(agent: ProgramAgent, machine: Machine): string {
  const moved = movedHome(agent, machine.env);
  if (!moved) return join(machine.paths.home, agent.home.folder);
  return join(expandHome(moved, machine.paths.home), agent.home.below ?? '');
}

/** The absolute path of a place. */
export function placeOf(agent: AgentRecord, place: Place, machine: Machine): string {
  const template = movedHome(agent, machine.env) ? (place.moved ?? place.at) : place.at;
  const usual = filled(agent, template, machine);
  if (place.other === undefined || !machine.system || machine.system.stat(usual)) return usual;
  const other = filled(agent, place.other, machine);
  return machine.system.stat(other) ? other : usual;
}

function filled(agent: AgentRecord, template: string, machine: Machine): string {
  const home = isProgram(agent) ? agentHome(agent, machine) : '';
  return resolve(template.replace('{home}', () => home).replace('{user}', () => machine.paths.home));
}

function movedHome(agent: AgentRecord, env: Env): string | undefined {
  const variable = agent.home?.variable;
  return variable ? env[variable] || undefined : undefined;
}

/** Every shared config file that the record names, without doubles. */
export function sharedFiles(agent: AgentRecord): SharedFile[] {
  const settings = [...agent.settings, ...Object.values(agent.permissions).flat()];
  const files = settings.flatMap((setting) => ('file' in setting ? [setting.file] : []));
  return [...new Set([...(agent.mcp ? [agent.mcp.file] : []), ...files])];
}

/** What writing for this agent needs: its folder, and single files outside of it. */
export function agentAllowlist(agent: ProgramAgent, machine: Machine): { roots: string[]; files: string[] } {
  const home = agentHome(agent, machine);
  const files = sharedFiles(agent)
    .map((file) => placeOf(agent, file.place, machine))
    .filter((file) => !file.startsWith(join(home, '/')));
  return { roots: [home], files };
}
