/** Everything below nerve's own folder. */
import { join } from 'node:path';
import type { Context } from '../../base/config/context.ts';
import { RefusedError } from '../../base/kernel/errors.ts';
import type { Entry } from '../../base/system/system.ts';

export interface OwnPath {
  readonly path: string;
  readonly kind: 'file' | 'directory';
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
}

/** The folder itself and all files and folders in it, outermost first. Links are passed by. */
export function ownPaths({ system, paths }: Pick<Context, 'system' | 'paths'>): OwnPath[] {
  const found: OwnPath[] = [];
  const visit = (path: string): void => {
    const stat = system.stat(path);
    if (!stat || stat.kind === 'other') return;
    const { kind, mode, uid } = stat;
    found.push({ path, kind, mode, uid });
    if (kind !== 'directory') return;
    for (const entry of entriesOf(path)) {
      if (entry.kind === 'file' || entry.kind === 'directory') visit(join(path, entry.name));
    }
  };
  /** A folder that may not be entered is itself the finding. */
  const entriesOf = (path: string): readonly Entry[] => {
    try {
      return system.list(path);
    } catch (error) {
      if (error instanceof RefusedError) return [];
      throw error;
    }
  };
  visit(paths.nerveHome);
  return found;
}
