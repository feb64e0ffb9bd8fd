/** The token that the bridge shows to the hub: `NERVE_TOKEN`, or the file that `nerve sync` keeps for the agent. */
import { readAgentToken } from '../../base/auth/agent-token.ts';
import type { Context } from '../../base/config/context.ts';
import { NerveError } from '../../base/kernel/errors.ts';
import { Failure } from './failure.ts';

export interface Credentials {
  /** @throws Failure (`not-set-up`, `no-token`) */
  token(): string;
  /** Looks again because the hub refused a token. Whether there is another one now. @throws as `token` */
  renew(refused: string): boolean;
}

type Deps = Pick<Context, 'system' | 'paths' | 'env'>;

export function createCredentials(deps: Deps, agent: string): Credentials {
  const { NERVE_TOKEN: given } = deps.env;
  if (given) return { token: () => given, renew: () => false };
  let known: string | undefined;
  const read = (): string => {
    known = fromFile(deps, agent);
    return known;
  };
  return {
    token: () => known ?? read(),
    renew: (refused) => (known === refused ? read() : known) !== refused,
  };
}

function fromFile(deps: Deps, agent: string): string {
  let found: string | undefined;
  try {
    found = readAgentToken(deps, agent)?.token;
  } catch (error) {
    if (error instanceof NerveError) throw new Failure('no-token', error.message);
    throw error;
  }
  if (found !== undefined) return found;
  if (deps.system.stat(deps.paths.config) === undefined) {
    throw new Failure('not-set-up', 'nerve is not set up for this user yet. Run `nerve init`.');
  }
  throw new Failure('no-token', `nerve has no token for ${agent}. Run \`nerve agents add ${agent}\`.`);
}
