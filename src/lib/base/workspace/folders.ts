/** Every folder that a workspace is read from. */
import { join } from 'node:path';
import { RefusedError } from '../kernel/errors.ts';
import type { System } from '../system/system.ts';
import { SKILLS_FOLDER } from './skills/skill.ts';

/** The workspace, its skills, and those skills that are links: they may lie elsewhere. Absolute paths, links as they are. */
export function workspaceFolders(system: Pick<System, 'list'>, directory: string): string[] {
  const skills = join(directory, SKILLS_FOLDER);
  return [directory, skills, ...linksIn(system, skills)];
}

function linksIn(system: Pick<System, 'list'>, folder: string): string[] {
  try {
    const links = system.list(folder).filter(({ kind }) => kind === 'link');
    return links.map(({ name }) => join(folder, name));
  } catch (error) {
    // No folder, or not readable: nothing is read from it.
    if (error instanceof RefusedError) return [];
    throw error;
  }
}
