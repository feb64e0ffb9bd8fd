/** Reads the files of one skill's folder, and nothing outside of it. */
import { join } from 'node:path';
import { isBelow } from '../../kernel/below.ts';
import type { System } from '../../system/system.ts';
import { MAX_SKILL_BYTES, MAX_SKILL_DEPTH, MAX_SKILL_FILES, type SkillFile } from './skill.ts';

export type SkillReader = Pick<System, 'read' | 'list' | 'stat' | 'resolve'>;

/** The folder cannot be used as a skill; the message is the reason. */
export class UnusableSkill extends Error {}

/** A skill's folder as it is called, and where it really is. */
export interface SkillFolder {
  readonly path: string;
  readonly realPath: string;
}

/**
 * Every file of a skill's folder, `first` before the others. Hidden files, backup copies of editors and what programs
 * keep beside their sources are no part of a skill.
 * @throws UnusableSkill for a link out of the folder, something that is no file, a name that not every system takes, and
 * for more than the limits allow; RefusedError for what cannot be read.
 */
export function readSkillFiles(system: SkillReader, folder: SkillFolder, first: SkillFile): SkillFile[] {
  const files = [first];
  let bytesLeft = MAX_SKILL_BYTES - first.bytes.length;
  const visit = (below: string, depth: number): void => {
    if (depth > MAX_SKILL_DEPTH) throw new UnusableSkill(`its folders are more than ${MAX_SKILL_DEPTH} deep`);
    for (const { name, kind } of system.list(join(folder.path, below))) {
      const path = below === '' ? name : `${below}/${name}`;
      if (isLeftOut(name) || path === first.path) continue;
      if (/[\p{Cc}\\:\ufffd]/u.test(name))
        throw new UnusableSkill(`${JSON.stringify(path)} has a name that not every system takes`);
      if (kind === 'directory') {
        visit(path, depth + 1);
        continue;
      }
      const file = readSkillFile(system, folder, path, bytesLeft);
      if (!file && kind === 'link') throw new UnusableSkill(`${path} is a link that leads nowhere`);
      // Else it was removed since it was listed.
      if (!file) continue;
      if (files.length === MAX_SKILL_FILES)
        throw new UnusableSkill(`it has more than ${MAX_SKILL_FILES} files`);
      bytesLeft -= file.bytes.length;
      files.push(file);
    }
  };
  visit('', 1);
  return files;
}

/** One file of a skill's folder; undefined when there is none. @throws as `readSkillFiles` */
export function readSkillFile(
  system: SkillReader,
  folder: SkillFolder,
  path: string,
  bytesLeft: number = MAX_SKILL_BYTES,
): SkillFile | undefined {
  const file = join(folder.path, path);
  const stat = system.stat(file);
  if (!stat) return undefined;
  if (stat.kind !== 'file') throw new UnusableSkill(`${path} is no file`);
  const snapshot = stat.size <= bytesLeft ? system.read(file) : undefined;
  if (stat.size > bytesLeft || (snapshot && snapshot.bytes.length > bytesLeft))
    throw new UnusableSkill(`it is larger than ${MAX_SKILL_BYTES / 1024 / 1024} MiB`);
  if (!snapshot) return undefined;
  const { bytes, realPath, mode } = snapshot;
  if (!isBelow(realPath, folder.realPath)) throw new UnusableSkill(`${path} is a link out of the folder`);
  return { path, realPath, bytes, executable: (mode & 0o100) !== 0 };
}

function isLeftOut(name: string): boolean {
  return name.startsWith('.') || name.endsWith('~') || name === 'node_modules' || name === '__pycache__';
}
