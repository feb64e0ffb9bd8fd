/** The targets of the workspace's skills: each file of a skill is a whole file in the agent's own folder of skills. Pure. */
import { join } from 'node:path';
import type { AgentChoice } from '../../base/config/agent-choice.ts';
import { contentOf } from '../../base/kernel/content.ts';
import { SKILL_FILE, type Skill } from '../../base/workspace/skills/skill.ts';
import type { FileTarget } from '../changes/target.ts';
import type { AgentRecord } from '../registry/agent-record.ts';
import { type Machine, placeOf } from '../registry/places.ts';

/** Whether the agent has a folder of skills, and the user lets nerve use it. */
export function getsSkills(agent: AgentRecord, choice: AgentChoice): boolean {
  return agent.skills !== undefined && choice.skills;
}

/** One target for each file of each skill that names this agent, or names none. */
export function skillTargets(agent: AgentRecord, skills: readonly Skill[], machine: Machine): FileTarget[] {
  if (!agent.skills) return [];
  const folder = placeOf(agent, agent.skills.place, machine);
  return skills
    .filter((skill) => !skill.agents || skill.agents.includes(agent.name))
    .flatMap((skill) => targetsOf(agent, skill, join(folder, skill.name)));
}

function targetsOf({ name: owner }: AgentRecord, { name, files }: Skill, folder: string): FileTarget[] {
  const first = join(folder, SKILL_FILE);
  return files.map(({ path, bytes, realPath, executable }) => {
    const file = join(folder, ...path.split('/'));
    return {
      kind: 'file',
      id: `${owner}:skill:${name}/${path}`,
      owner,
      file,
      label: `skill ${name}`,
      text: contentOf(bytes),
      executable,
      source: realPath,
      // A script of nerve's has no place in a skill of the user's.
      ...(file === first ? {} : { partOf: first }),
    };
  });
}

export interface SkillPlace {
  readonly name: string;
  /** Its folder at the agent. */
  readonly folder: string;
}

/** The skill that a part of a change set, or of the ledger, belongs to; undefined for a part of something else. */
export function skillOf(part: { readonly id: string; readonly file: string }): SkillPlace | undefined {
  const [, name, path] = /^[^:]+:skill:([^/]+)\/(.+)$/.exec(part.id) ?? [];
  if (name === undefined || path === undefined) return undefined;
  return { name, folder: part.file.slice(0, -path.length - 1) };
}
