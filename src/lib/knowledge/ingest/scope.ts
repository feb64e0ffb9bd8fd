/** Which conversations are taken in: by the folder in which the agent worked. */
import { delimiter } from 'node:path';
import type { Context } from '../../base/config/context.ts';
import { expandHome } from '../../base/config/paths.ts';
import { isBelow } from '../../base/kernel/below.ts';

export const SCOPES = ['workspace', 'explicit', 'any'] as const;
export type Scope = (typeof SCOPES)[number];

/** Whether a conversation in this folder is wanted; one whose folder is not known is wanted only if any is. */
export interface ScopeRule {
  (cwd: string): boolean;
  /** Names the rule: what it has once left out need not be asked again. */
  readonly key: string;
}

/**
 * `workspace`: in the workspace or below it; `explicit`: in a folder of `ingest.paths` or below it. Links are followed,
 * and folders count whole: `/a/b` is not below `/a/bc`.
 */
export function scopeRule(
  { config, paths, system }: Pick<Context, 'config' | 'paths' | 'system'>,
  scope = config.text('ingest.scope') as Scope,
): ScopeRule {
  if (scope === 'any') return Object.assign(() => true, { key: 'any' });
  const wanted =
    scope === 'workspace'
      ? [config.text('workspace')]
      : config.text('ingest.paths').split(delimiter).filter(Boolean);
  const folders = wanted.map((folder) => system.resolve(expandHome(folder, paths.home)));
  const known = new Map<string, boolean>();
  const decide = (cwd: string): boolean => {
    if (!cwd.startsWith('/') && !/^[a-z]:[\\/]/i.test(cwd)) return false;
    try {
      const real = system.resolve(cwd);
      return folders.some((folder) => isBelow(real, folder));
    } catch {
      // A loop of links, or a folder that cannot be looked into.
      return false;
    }
  };
  const rule = (cwd: string): boolean => {
    const before = known.get(cwd);
    if (before !== undefined) return before;
    const verdict = decide(cwd);
    known.set(cwd, verdict);
    return verdict;
  };
  return Object.assign(rule, { key: [scope, ...folders].join('\n') });
}
