/** Reads the skills of a workspace. */
import { join } from 'node:path';
import { UserError } from '../../kernel/errors.ts';
import {
  isSkillName,
  MAX_SKILLS,
  SKILL_FILE,
  SKILLS_FOLDER,
  type Skill,
  type SkillProblem,
} from './skill.ts';
import { readSkillFile, readSkillFiles, type SkillReader, UnusableSkill } from './skill-files.ts';
import { readSkillHead } from './skill-head.ts';

export interface SkillsFound {
  /** Those that are enabled and that every agent could read, in the order of their names. */
  readonly skills: readonly Skill[];
  readonly problems: readonly SkillProblem[];
}

/** No reader's memory should be filled by mistake. */
const MAX_TOTAL_BYTES = 64 * 1024 * 1024;

/**
 * Every enabled skill of a workspace (`directory` is absolute), and what is wrong with folders that mean to be one. A
 * folder without a `SKILL.md` is no skill; a skill is enabled unless its front matter says `enabled: false`.
 * @throws RefusedError for what cannot be read
 */
export async function readSkills(system: SkillReader, directory: string): Promise<SkillsFound> {
  const skills: Skill[] = [];
  const problems: SkillProblem[] = [];
  let bytesLeft = MAX_TOTAL_BYTES;
  for (const name of skillFolders(system, directory)) {
    try {
      const skill = await readSkill(system, join(directory, SKILLS_FOLDER, name), name);
      if (!skill) continue;
      if (skills.length === MAX_SKILLS) throw new UnusableSkill(`there are more than ${MAX_SKILLS}`);
      for (const { bytes } of skill.files) bytesLeft -= bytes.length;
      if (bytesLeft < 0)
        throw new UnusableSkill(`all together are larger than ${MAX_TOTAL_BYTES / 1024 / 1024} MiB`);
      skills.push(skill);
    } catch (error) {
      if (!(error instanceof UnusableSkill || error instanceof UserError)) throw error;
      problems.push({ name, why: error.message });
    }
  }
  return { skills, problems };
}

/** The names of the folders in `skills/`, hidden ones aside. A link to a folder is one. */
function skillFolders(system: SkillReader, directory: string): string[] {
  const folder = join(directory, SKILLS_FOLDER);
  if (system.stat(folder)?.kind !== 'directory') return [];
  return system
    .list(folder)
    .filter(({ name, kind }) => {
      if (name.startsWith('.')) return false;
      return (
        kind === 'directory' || (kind === 'link' && system.stat(join(folder, name))?.kind === 'directory')
      );
    })
    .map(({ name }) => name);
}

async function readSkill(system: SkillReader, path: string, name: string): Promise<Skill | undefined> {
  const folder = { path, realPath: system.resolve(path) };
  const first = readSkillFile(system, folder, SKILL_FILE);
  if (!first) {
    const other = system.list(path).find((entry) => entry.name.toLowerCase() === SKILL_FILE.toLowerCase());
    if (other) throw new UnusableSkill(`agents look for ${SKILL_FILE}, not ${other.name}`);
    return undefined;
  }
  if (!isSkillName(name))
    throw new UnusableSkill('the name of its folder is not made of lower-case words joined by hyphens');
  const { enabled, ...head } = await readSkillHead(first.bytes, name);
  return enabled ? { name, ...head, files: readSkillFiles(system, folder, first) } : undefined;
}
