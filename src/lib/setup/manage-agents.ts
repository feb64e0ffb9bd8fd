/** `nerve agents add|remove|enable|disable`: one agent in the configuration and in its files, in one change set. */
import type { Item } from '../agents/changes/change-set.ts';
import { agentByName } from '../agents/registry/registry.ts';
import { type ChangeRequest, changeAgents, type Outcome } from '../agents/sync/change-agents.ts';
import { type AgentChoice, DEFAULT_CHOICE } from '../base/config/agent-choice.ts';
import type { Config } from '../base/config/config.ts';
import type { Context } from '../base/config/context.ts';
import type { ConflictPolicy } from '../base/config/settings.ts';
import { UserError } from '../base/kernel/errors.ts';
import type { Store } from '../base/store/store.ts';
import { configTarget } from './config-file.ts';

export interface ManageOptions {
  readonly view: boolean;
  readonly policy: ConflictPolicy;
  readonly ask?: (conflicts: readonly Item[]) => Promise<ReadonlyMap<string, ConflictPolicy>>;
  readonly keepGoing: boolean;
  /** See `Round`. */
  readonly store?: Store;
}

/** Adds an agent, or changes what was chosen for it. @throws UserError (`not-set-up`, `unknown-agent`). */
export async function addAgent(
  context: Context,
  name: string,
  choice: Partial<Omit<AgentChoice, 'name'>>,
  options: ManageOptions,
): Promise<Outcome> {
  const agent = agentByName(name);
  return change(context, 'agents add', options, (config) => {
    const before = config.agents.find((known) => known.name === agent.name);
    return { ...DEFAULT_CHOICE, ...before, ...choice, name: agent.name, enabled: true };
  });
}

/** Lets sync write an agent's files again, and does so. */
export async function enableAgent(context: Context, name: string, options: ManageOptions): Promise<Outcome> {
  return change(context, 'agents enable', options, (config) => ({
    ...requireAgent(config, name),
    enabled: true,
  }));
}

/** Lets sync pass an agent by; its files stay as they are. */
export async function disableAgent(context: Context, name: string, options: ManageOptions): Promise<Outcome> {
  return change(context, 'agents disable', options, (config) => ({
    ...requireAgent(config, name),
    enabled: false,
  }));
}

/** Takes nerve out of an agent's files and the agent out of the configuration; its token ends. */
export async function removeAgent(context: Context, name: string, options: ManageOptions): Promise<Outcome> {
  return changeAgents(
    context,
    { command: 'agents remove', view: options.view, store: options.store },
    async (current) => {
      const { name: known } = requireAgent(current.config, name);
      const config = await configTarget(current, { removed: [known] });
      return {
        ...answersOf(options),
        choices: [],
        extra: config ? [config] : [],
        isRemoved: (record) => record.owner === known,
        leaving: true,
        endTokens: agentByName(known).mcp ? [known] : [],
      };
    },
  );
}

async function change(
  context: Context,
  command: string,
  options: ManageOptions,
  choose: (config: Config) => AgentChoice,
): Promise<Outcome> {
  return changeAgents(context, { command, view: options.view, store: options.store }, async (current) => {
    requireSetup(current.config);
    const choice = choose(current.config);
    const config = await configTarget(current, { choices: [choice] });
    return {
      ...answersOf(options),
      choices: choice.enabled ? [choice] : [],
      extra: config ? [config] : [],
      isRemoved: (record) => choice.enabled && record.owner === choice.name,
    };
  });
}

function answersOf({
  policy,
  ask,
  keepGoing,
}: ManageOptions): Pick<ChangeRequest, 'policy' | 'ask' | 'keepGoing'> {
  return { policy, ask, keepGoing };
}

function requireSetup(config: Config): void {
  if (config.exists) return;
  throw new UserError('nerve is not set up for this user yet', { code: 'not-set-up', hint: 'nerve init' });
}

function requireAgent(config: Config, name: string): AgentChoice {
  requireSetup(config);
  const agent = agentByName(name);
  const choice = config.agents.find((known) => known.name === agent.name);
  if (choice) return choice;
  throw new UserError(`${agent.title} is not among your agents`, {
    code: 'agent-not-added',
    hint: `nerve agents add ${agent.name}`,
  });
}
