/** `nerve agents add|remove|enable|disable`: one agent in the configuration and in its files, in one change set. */
import type { Item } from '../agents/changes/change-set.ts';
import { agentByName } from '../agents/registry/registry.ts';
import { changeAgents, type Outcome } from '../agents/sync/change-agents.ts';
import { type AgentChoice, DEFAULT_CHOICE } from '../base/config/agent-choice.ts';
import type { Context } from '../base/config/context.ts';
import type { ConflictPolicy } from '../base/config/settings.ts';
import { UserError } from '../base/kernel/errors.ts';
import { configTarget } from './config-file.ts';

export interface ManageOptions {
  readonly view: boolean;
  readonly policy: ConflictPolicy;
  readonly ask?: (conflicts: readonly Item[]) => Promise<ReadonlyMap<string, ConflictPolicy>>;
  readonly keepGoing: boolean;
}

/** Adds an agent, or changes what was chosen for it. @throws UserError (`not-set-up`, `unknown-agent`). */
export async function addAgent(
  context: Context,
  name: string,
  choice: Partial<Omit<AgentChoice, 'name'>>,
  options: ManageOptions,
): Promise<Outcome> {
  requireSetup(context);
  const agent = agentByName(name);
  const before = context.config.agents.find((known) => known.name === agent.name);
  const next: AgentChoice = { ...DEFAULT_CHOICE, ...before, ...choice, name: agent.name, enabled: true };
  return apply(context, 'agents add', next, options);
}

/** Lets sync write an agent's files again, and does so. */
export async function enableAgent(context: Context, name: string, options: ManageOptions): Promise<Outcome> {
  return apply(context, 'agents enable', { ...requireAgent(context, name), enabled: true }, options);
}

/** Lets sync pass an agent by; its files stay as they are. */
export async function disableAgent(context: Context, name: string, options: ManageOptions): Promise<Outcome> {
  return apply(context, 'agents disable', { ...requireAgent(context, name), enabled: false }, options);
}

/** Takes nerve out of an agent's files and the agent out of the configuration; its token ends. */
export async function removeAgent(context: Context, name: string, options: ManageOptions): Promise<Outcome> {
  const { name: known } = requireAgent(context, name);
  const config = await configTarget(context, { removed: [known] });
  const outcome = await changeAgents(context, {
    command: 'agents remove',
    ...options,
    ask: options.ask,
    choices: [],
    extra: config ? [config] : [],
    isRemoved: (_id, record) => record.owner === known,
  });
  if (outcome.applied) await endToken(context, known);
  return outcome;
}

async function apply(
  context: Context,
  command: string,
  choice: AgentChoice,
  options: ManageOptions,
): Promise<Outcome> {
  const config = await configTarget(context, { choices: [choice] });
  return changeAgents(context, {
    command,
    ...options,
    ask: options.ask,
    choices: choice.enabled ? [choice] : [],
    extra: config ? [config] : [],
    isRemoved: (_id, record) => choice.enabled && record.owner === choice.name,
  });
}

/** The token of an agent that is gone must not open anything any more. */
async function endToken(context: Context, agent: string): Promise<void> {
  const { openStore } = await import('../base/store/store.ts');
  const { agentTokenPath } = await import('../base/auth/agent-token.ts');
  context.system.remove(agentTokenPath(context.paths, agent));
  const store = await openStore({ file: context.paths.database, clock: context.clock });
  try {
    await store.tokens.revokeName(agent, 'agent removed');
  } finally {
    await store.close();
  }
}

function requireSetup(context: Context): void {
  if (context.config.exists) return;
  throw new UserError('nerve is not set up for this user yet', { code: 'not-set-up', hint: 'nerve init' });
}

function requireAgent(context: Context, name: string): AgentChoice {
  requireSetup(context);
  const agent = agentByName(name);
  const choice = context.config.agents.find((known) => known.name === agent.name);
  if (choice) return choice;
  throw new UserError(`${agent.title} is not among your agents`, {
    code: 'agent-not-added',
    hint: `nerve agents add ${agent.name}`,
  });
}
