/** What the hub's REST interface can do with agents: the use cases of the commands, where nobody can be asked. */
import type { Outcome } from '../agents/sync/change-agents.ts';
import { conflictPolicy } from '../base/config/conflict-policy.ts';
import type { Context } from '../base/config/context.ts';
import { DecisionError } from '../base/kernel/errors.ts';
import { once } from '../base/kernel/once.ts';
import type { Store } from '../base/store/store.ts';
import type { AgentChange, AgentServices, AgentsView, ChangeView } from '../hub/rest/agent-services.ts';
import type { AgentsStatus } from './agents-status.ts';
import type { ManageOptions } from './manage-agents.ts';

type Manage = (context: Context, name: string, options: ManageOptions) => Promise<Outcome>;

/**
 * @param fresh gives a context with the settings as they are now
 * @returns the services on the store of the process that serves, see `Round`
 */
export function agentServices(fresh: () => Promise<Context>): (store: Store) => AgentServices {
  return (store) => {
    const load = once(() => import('./manage-agents.ts'));
    const terms = ({ config }: Context) => ({
      view: false,
      policy: conflictPolicy(config, undefined),
      keepGoing: false,
      store,
    });
    const change = async (name: string, command: string, manage: Manage): Promise<AgentChange> => {
      const context = await fresh();
      const outcome = await decided(`nerve agents ${command} ${name}`, manage(context, name, terms(context)));
      return { ...viewOf(outcome), agents: [name], name };
    };
    return {
      status: async () => {
        const { agentsStatus } = await import('./agents-status.ts');
        const context = await fresh();
        return statusView(context, await agentsStatus(context));
      },
      sync: async () => {
        const { syncAgents } = await import('../agents/sync/sync.ts');
        const context = await fresh();
        const outcome = await decided('nerve sync', syncAgents(context, terms(context)));
        const agents = context.config.agents.filter(({ enabled }) => enabled);
        return { ...viewOf(outcome), agents: agents.map(({ name }) => name) };
      },
      enable: async (name) => change(name, 'enable', (await load()).enableAgent),
      disable: async (name) => change(name, 'disable', (await load()).disableAgent),
      remove: async (name) => change(name, 'remove', (await load()).removeAgent),
      ownsToken: async (name) => {
        const { agentByName } = await import('../agents/registry/registry.ts');
        const { config } = await fresh();
        return config.agents.some((agent) => agent.name === name && agentByName(name).mcp);
      },
    };
  };
}

/** The outcome; a conflict says on which command line it can be decided. */
async function decided(command: string, outcome: Promise<Outcome>): Promise<Outcome> {
  try {
    return await outcome;
  } catch (error) {
    if (!(error instanceof DecisionError)) throw error;
    const { message, code, data } = error;
    const hint = `${command} --conflict backup (take over, keep a copy), skip (leave it) or merge (yours wins)`;
    throw new DecisionError(message, { code, hint, data, cause: error });
  }
}

function viewOf({ set, notices }: Outcome): Omit<ChangeView, 'agents'> {
  return { files: set.files.map(({ file, action }) => ({ file, action })), notices };
}

function statusView({ config }: Context, { agents }: AgentsStatus): AgentsView {
  return {
    enabled: config.flag('external_agents.enabled'),
    syncIntervalMinutes: config.number('external_agents.sync_interval_minutes'),
    conflictPolicy: config.text('external_agents.conflict_policy'),
    available: agents.map(({ name, title, installed, version = null }) => ({
      name,
      title,
      installed,
      version,
    })),
    configured: agents
      .filter(({ configured }) => configured)
      .map(({ name, enabled, lastSync = null, files }) => ({
        name,
        enabled,
        lastSync,
        files: files.map(({ file, state }) => ({ file, state })),
      })),
  };
}
