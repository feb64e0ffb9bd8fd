/** Which conflict policy holds for one run. */
import { UserError } from '../kernel/errors.ts';
import type { Config } from './config.ts';
import { CONFLICT_POLICIES, type ConflictPolicy } from './settings.ts';

/** The policy from a flag, or else from the settings. @throws UserError for a word that is none. */
export function conflictPolicy(config: Config, flag: string | undefined): ConflictPolicy {
  const value = flag ?? config.text('external_agents.conflict_policy');
  const policy = CONFLICT_POLICIES.find((candidate) => candidate === value);
  if (policy) return policy;
  throw new UserError(`${value} is no conflict policy; there are ${CONFLICT_POLICIES.join(', ')}`, {
    code: 'usage',
  });
}
