/** A new token for an agent, as one step of a change that happens as a whole or not at all. */
import { RefusedError, UserError } from '../kernel/errors.ts';
import { sha256 } from '../kernel/hash.ts';
import type { TokenRow } from '../store/token-row.ts';
import { agentTokenPath, readAgentToken } from './agent-token.ts';
import type { AuthDeps } from './deps.ts';
import { checkRequest, issueToken } from './issue.ts';
import { withSigningKey } from './keys.ts';
import { agentScopes } from './scopes.ts';

export interface AgentTokenOptions {
  /** Default: those of the token before it, which the user may have changed; of the first, `agentScopes`. */
  readonly scopes?: readonly string[];
  /** Default: a year. */
  readonly ttlSeconds?: number;
  /** The agent it stands for, where that is not the name of the file. */
  readonly subject?: string;
}

export interface PreparedToken {
  readonly token: string;
  readonly row: TokenRow;
  /** Where the caller writes `agentTokenFile(token)`, mode 0600. */
  readonly path: string;
  /**
   * The files are written: the token gets its name, and the agent's token before it ends. Twice is fine.
   * @throws RefusedError when the new token was revoked meanwhile.
   */
  commit(): Promise<void>;
  /** Nothing was written: the token is forgotten, and the one before stays. Does nothing after `commit`. */
  discard(): Promise<void>;
}

const YEAR = 365 * 86_400;
const REPLACED = 'replaced by a newer token of the agent';
/** Milliseconds after which a token whose installation was never finished is ended with the next one. */
const STALE_AFTER = 3_600_000;

/**
 * Makes a token for an agent that works at once, beside the one before it. After a kill between here and `commit`
 * at least one of the two works; `adoptAgentToken` finishes the job.
 * @throws UserError for a bad request, or `name-taken` when the name belongs to a token that is not the agent's.
 */
export async function prepareAgentToken(
  deps: AuthDeps,
  agent: string,
  options: AgentTokenOptions = {},
): Promise<PreparedToken> {
  const { ttlSeconds = YEAR, subject = agent } = options;
  const before = await ownToken(deps, agent, subject);
  const scopes = options.scopes ?? before?.scopes ?? agentScopes;
  const request = checkRequest({ name: agent, kind: 'mcp', subject, scopes, ttlSeconds });
  const path = agentTokenPath(deps.paths, agent);
  const { token, row } = await withSigningKey(deps, async (key) => {
    const issued = await issueToken(key, request, deps.clock.now());
    await deps.store.tokens.insertPending(issued.row);
    return issued;
  });
  return {
    token,
    row,
    path,
    commit: async () => {
      if (await deps.store.tokens.activate(row.jti, REPLACED, STALE_AFTER)) return;
      throw new RefusedError(`The new token of ${agent} was revoked before it was installed`, {
        code: 'token-revoked',
        hint: 'nerve sync',
      });
    },
    discard: async () => {
      await deps.store.tokens.deletePending(row.jti);
    },
  };
}

/**
 * Finishes an installation that was killed between the writing of the secret file and `commit`. Whether the token
 * in the file is the active one of the agent afterwards.
 */
export async function adoptAgentToken(deps: AuthDeps, agent: string): Promise<boolean> {
  const file = readAgentToken(deps, agent);
  const row = file && (await deps.store.tokens.byId(file.jti));
  if (!row || row.name !== agent || row.hash !== sha256(file.token) || row.revokedAt !== null) return false;
  return row.activatedAt !== null || deps.store.tokens.activate(row.jti, REPLACED, STALE_AFTER);
}

/** The usable token of the agent, if it has one. @throws UserError (`name-taken`) when its name is somebody else's */
async function ownToken(deps: AuthDeps, agent: string, subject: string): Promise<TokenRow | undefined> {
  const row = await deps.store.tokens.byName(agent);
  if (!row || row.revokedAt !== null || row.expiresAt <= deps.clock.now().getTime()) return undefined;
  if (row.kind === 'mcp' && row.subject === subject) return row;
  throw new UserError(`The name ${agent} belongs to a token that is not the one of this agent`, {
    code: 'name-taken',
    hint: `nerve token revoke ${agent}`,
  });
}
