/** What a skill is: a folder `skills/NAME` of the workspace with a `SKILL.md` that says what it is for. */

/** The folder of skills in a workspace. */
export const SKILLS_FOLDER = 'skills';
export const SKILL_FILE = 'SKILL.md';

/** More than any skill needs; what is larger is a folder that was put there by mistake. */
export const MAX_SKILLS = 100;
export const MAX_SKILL_FILES = 200;
export const MAX_SKILL_BYTES = 8 * 1024 * 1024;
export const MAX_SKILL_DEPTH = 8;
/** Beyond these, agents leave a skill out (seen of Codex 0.169 and Copilot CLI 1.0.102). */
export const MAX_NAME = 64;
export const MAX_DESCRIPTION = 1024;

export interface SkillFile {
  /** Relative to the skill's folder, with `/`. */
  readonly path: string;
  /** Where the bytes really are. */
  readonly realPath: string;
  readonly bytes: Buffer;
  readonly executable: boolean;
}

export interface Skill {
  readonly name: string;
  readonly description: string;
  /** Names of the only agents that get it; left out: all of them. */
  readonly agents?: readonly string[];
  /** `SKILL.md` first. */
  readonly files: readonly SkillFile[];
}

/** Why a folder cannot be used as a skill: the end of a sentence that begins with its name. */
export interface SkillProblem {
  readonly name: string;
  readonly why: string;
}

/** Whether a name is one that every agent takes: a safe path component of lower-case words. */
export function isSkillName(name: string): boolean {
  return name.length <= MAX_NAME && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name);
}
