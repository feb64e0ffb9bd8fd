/** The record behind a choice: where the agent is a file that the user names, that file is its place. */
import { extname, sep } from 'node:path';
import type { AgentChoice } from '../../base/config/agent-choice.ts';
import { expandHome } from '../../base/config/paths.ts';
import { UserError } from '../../base/kernel/errors.ts';
import type { AgentRecord, BundlePlaceRecord } from './agent-record.ts';
import { type Machine, placeOf } from './places.ts';
import { agentByName, PROGRAMS } from './registry.ts';

/** Where a file that a user names must not lie. */
export interface Surroundings extends Machine {
  /** Absolute path. */
  readonly workspace: string;
}

const MARKDOWN = ['.md', '.mdc', '.markdown', '.txt'];

/** @throws UserError (`unknown-agent`, `path-needed`, `path-not-taken`, `bad-path`). */
export function agentOf(choice: Pick<AgentChoice, 'name' | 'path'>, around: Surroundings): AgentRecord {
  const agent = agentByName(choice.name);
  const { bundle } = agent;
  if (!takesPath(agent) || !bundle) {
    if (choice.path === undefined) return agent;
    throw new UserError(`${agent.title} has places of its own and takes no path`, { code: 'path-not-taken' });
  }
  const memory: BundlePlaceRecord = {
    place: { at: checkedPath(choice, agent, around) },
    ownership: bundle.default.ownership,
  };
  return { ...agent, bundle: { ...bundle, default: memory, memoryFile: memory } };
}

/** The same, undefined where nerve does not know the agent or the choice does not fit it: a sync says why. */
export function knownAgent(
  choice: Pick<AgentChoice, 'name' | 'path'>,
  around: Surroundings,
): AgentRecord | undefined {
  try {
    return agentOf(choice, around);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Whether the agent is a file that the user names. */
export function takesPath(agent: AgentRecord): boolean {
  return agent.bundle?.default.place.at === '{path}';
}

function checkedPath({ path }: Pick<AgentChoice, 'path'>, agent: AgentRecord, around: Surroundings): string {
  const { paths, workspace } = around;
  if (path === undefined) {
    throw new UserError(`${agent.title} needs the path of the file`, {
      code: 'path-needed',
      hint: `nerve agents add ${agent.name} --path FILE`,
    });
  }
  const file = expandHome(path, paths.home);
  const bad = (why: string): UserError =>
    new UserError(`${file} cannot hold the memory text: ${why}`, { code: 'bad-path' });
  if (!MARKDOWN.includes(extname(file).toLowerCase())) {
    throw bad(`its name must end with ${MARKDOWN.join(', ')}`);
  }
  if (file.startsWith(paths.nerveHome + sep)) throw bad("it lies in nerve's own folder");
  if (file.startsWith(workspace + sep)) throw bad('it lies in the workspace that it is made from');
  const owner = PROGRAMS.find((known) => memoriesOf(known, around).includes(file));
  if (owner) throw bad(`it is the memory of ${owner.title}`);
  return file;
}

function memoriesOf(agent: AgentRecord, machine: Machine): string[] {
  const { bundle } = agent;
  return bundle ? [bundle.default, bundle.memoryFile].map(({ place }) => placeOf(agent, place, machine)) : [];
}
