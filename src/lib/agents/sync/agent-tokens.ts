/** The tokens of agents as part of a change set: made before it, written with it, settled in the store after it. */
import { agentTokenFile, agentTokenPath } from '../../base/auth/agent-token.ts';
import type { PreparedToken } from '../../base/auth/prepare-agent-token.ts';
import type { Context } from '../../base/config/context.ts';
import { BugError } from '../../base/kernel/errors.ts';
import type { Store } from '../../base/store/store.ts';
import type { Session } from '../changes/change-session.ts';
import type { Ledger } from '../changes/ledger.ts';
import type { Target } from '../changes/target.ts';

export interface AgentTokenPlan {
  readonly agent: string;
  readonly prepared: PreparedToken;
}

/** Makes a token for each of the agents, usable at once, beside the one before it. */
export async function prepareTokens(
  context: Context,
  ttlSeconds: number | undefined,
  agents: readonly string[],
  store: StoreOnDemand,
): Promise<AgentTokenPlan[]> {
  if (agents.length === 0) return [];
  const { prepareAgentToken } = await import('../../base/auth/prepare-agent-token.ts');
  const deps = { ...context, store: await store.open() };
  const plans: AgentTokenPlan[] = [];
  try {
    for (const agent of agents) {
      const options = ttlSeconds === undefined ? {} : { ttlSeconds };
      plans.push({ agent, prepared: await prepareAgentToken(deps, agent, options) });
    }
    return plans;
  } catch (error) {
    await discard(plans);
    throw error;
  }
}

/** Nothing was written: the new tokens are forgotten. */
export async function discard(plans: readonly AgentTokenPlan[]): Promise<void> {
  for (const { prepared } of plans) await prepared.discard();
}

/** The file that holds an agent's new token. */
export function secretTarget({ agent, prepared }: AgentTokenPlan): Target {
  return {
    kind: 'own',
    id: `${agent}:token`,
    owner: agent,
    file: prepared.path,
    label: 'token',
    text: agentTokenFile(prepared.token).toString(),
    mode: 0o600,
    secret: true,
  };
}

/** The file of an agent's token, to be removed. */
export function noSecretTarget(context: Context, agent: string): Target {
  const file = agentTokenPath(context.paths, agent);
  return { kind: 'own', id: `${agent}:token`, owner: agent, file, label: 'token', text: null };
}

/** Does in the store what the ledger has noted for it, then strikes the note. A kill in between repeats it. */
export async function settleTokens(
  context: Context,
  session: Session,
  store: StoreOnDemand,
  ledger: Ledger = session.ledger,
): Promise<void> {
  if (!ledger.tokens) return;
  const deps = { ...context, store: await store.open() };
  const { adoptAgentToken } = await import('../../base/auth/prepare-agent-token.ts');
  for (const [agent, deed] of Object.entries(ledger.tokens)) {
    if (deed === 'adopt') await adoptAgentToken(deps, agent);
    else await deps.store.tokens.revokeName(agent, 'agent removed');
  }
  session.tokensDone();
}

export interface StoreOnDemand {
  open(): Promise<Store>;
  close(): Promise<void>;
}

/** Most runs need no token, so the database stays closed. */
export function createStoreOnDemand(context: Context): StoreOnDemand {
  let opened: Promise<Store> | undefined;
  return {
    open: () => {
      opened ??= import('../../base/store/store.ts').then(({ openStore }) =>
        openStore({ file: context.paths.database, clock: context.clock }),
      );
      return opened;
    },
    close: async () => (await opened)?.close(),
  };
}

/** A store that somebody else closes. */
export function borrowed(store: Store): StoreOnDemand {
  return { open: async () => store, close: async () => {} };
}

/** For views: they need no store. */
export const noStore: StoreOnDemand = {
  open: () => Promise.reject(new BugError('A view opened the store', { code: 'store-in-view' })),
  close: async () => {},
};
