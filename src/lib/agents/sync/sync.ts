/** `nerve sync`: every enabled agent brought to its wanted state. */
import type { Context } from '../../base/config/context.ts';
import type { ConflictPolicy } from '../../base/config/settings.ts';
import { UserError } from '../../base/kernel/errors.ts';
import type { Store } from '../../base/store/store.ts';
import type { Item } from '../changes/change-set.ts';
import type { TargetRecord } from '../changes/ledger.ts';
import { agentByName } from '../registry/registry.ts';
import { type ChangeRequest, changeAgents, type Outcome } from './change-agents.ts';
import { isProjectOwner } from './project-targets.ts';

export interface SyncOptions {
  readonly view: boolean;
  /** Only these agents; all enabled ones if left out. */
  readonly agents?: readonly string[];
  readonly policy: ConflictPolicy;
  readonly ask?: (conflicts: readonly Item[]) => Promise<ReadonlyMap<string, ConflictPolicy>>;
  readonly keepGoing?: boolean;
  /** Agents whose token is replaced. */
  readonly renew?: readonly string[];
  readonly command?: string;
  /** See `Round`. */
  readonly store?: Store;
}

/**
 * @throws UserError (`not-set-up`, `agent-not-added`, `agent-paused`), and what `changeAgents` throws.
 */
export async function syncAgents(context: Context, options: SyncOptions): Promise<Outcome> {
  const { view, command = 'sync', store } = options;
  return changeAgents(context, { command, view, store }, async (current) => syncRequest(current, options));
}

/** What a sync asks of a change set. @throws as `syncAgents` */
export function syncRequest(context: Context, options: Omit<SyncOptions, 'view'>): ChangeRequest {
  const { config } = context;
  if (!config.exists) {
    throw new UserError('nerve is not set up for this user yet', { code: 'not-set-up', hint: 'nerve init' });
  }
  const names = options.agents?.map((name) => agentByName(name).name);
  for (const name of names ?? []) assertSyncable(context, name);
  const enabled = config.flag('external_agents.enabled')
    ? config.agents.filter((agent) => agent.enabled)
    : [];
  return {
    choices: names ? enabled.filter((agent) => names.includes(agent.name)) : enabled,
    extra: [],
    isRemoved: obsoleteTargets(context, names),
    policy: options.policy,
    ask: options.ask,
    keepGoing: options.keepGoing ?? false,
    ...(options.renew ? { renew: options.renew } : {}),
  };
}

/** Targets of enabled agents that are wanted no more, and all of agents that left the configuration. Paused ones rest. */
function obsoleteTargets(context: Context, names: readonly string[] | undefined) {
  const byName = new Map(context.config.agents.map((agent) => [agent.name, agent]));
  return (record: TargetRecord): boolean => {
    if (
      record.owner === 'nerve' ||
      isProjectOwner(record.owner) ||
      !context.config.flag('external_agents.enabled')
    )
      return false;
    if (names && !names.includes(record.owner)) return false;
    return byName.get(record.owner)?.enabled !== false;
  };
}

function assertSyncable(context: Context, name: string): void {
  const choice = context.config.agents.find((agent) => agent.name === name);
  if (!choice) {
    throw new UserError(`${name} is not among your agents`, {
      code: 'agent-not-added',
      hint: `nerve agents add ${name}`,
    });
  }
  if (!choice.enabled) {
    throw new UserError(`${name} is paused`, { code: 'agent-paused', hint: `nerve agents enable ${name}` });
  }
}
