/** `nerve agents import`: the servers that agents have become the user's own, and every agent gets them. */
import type { Item, Refusal } from '../../agents/changes/change-set.ts';
import type { AgentRecord } from '../../agents/registry/agent-record.ts';
import { detectAgent } from '../../agents/registry/detect.ts';
import { AGENTS, agentByName, PROGRAMS } from '../../agents/registry/registry.ts';
import { assertEditable } from '../../agents/sync/applicable.ts';
import { type ChangeRequest, changeAgents, type Outcome } from '../../agents/sync/change-agents.ts';
import { syncRequest } from '../../agents/sync/sync.ts';
import type { Context } from '../../base/config/context.ts';
import type { ConflictPolicy } from '../../base/config/settings.ts';
import { DecisionError, UserError } from '../../base/kernel/errors.ts';
import { nearest } from '../../base/kernel/nearest.ts';
import { configTarget } from '../config-file.ts';
import { type Difference, type Gathered, gatherServers } from './gather.ts';
import { type OwnServers, readOwnServers } from './own-servers.ts';
import { secretsOf } from './shareable.ts';

export interface ImportOptions {
  readonly view: boolean;
  /** Agents to take servers from; those found on this machine if left out. */
  readonly agents?: readonly string[];
  /** Only these servers. */
  readonly servers?: readonly string[];
  /** Written to all agents, or only to those that have the server. */
  readonly scope: 'shared' | 'own';
  readonly policy: ConflictPolicy;
  readonly ask?: (conflicts: readonly Item[]) => Promise<ReadonlyMap<string, ConflictPolicy>>;
  readonly keepGoing: boolean;
  readonly confirm?: (report: ImportReport) => Promise<boolean>;
}

export interface ImportReport extends Gathered {
  /** The agents that were looked at. */
  readonly sources: readonly Pick<AgentRecord, 'name' | 'title'>[];
  /** Agents' files that could not be read, beside those of the change set. */
  readonly unread: readonly Refusal[];
  readonly outcome: Outcome;
}

/**
 * Adds the servers to `config.yaml` and brings the enabled agents up to date, in one change set.
 * @throws UserError for an unknown agent or server; DecisionError (`different-servers`) where agents mean different
 * servers by one name; what `syncAgents` throws. In each case nothing is changed.
 */
export async function importServers(context: Context, options: ImportOptions): Promise<ImportReport> {
  const { view, confirm } = options;
  let found: Found = { sources: [], added: [], known: [], left: [], differing: [], unread: [] };
  const outcome = await changeAgents(context, { command: 'agents import', view }, async (current) => {
    const { request, ...rest } = await requestOf(current, options);
    found = rest;
    if (!confirm) return request;
    return { ...request, confirm: (outcome: Outcome) => confirm({ ...rest, outcome }) };
  });
  return { ...found, outcome };
}

type Found = Omit<ImportReport, 'outcome'>;

async function requestOf(
  context: Context,
  options: ImportOptions,
): Promise<Found & { readonly request: ChangeRequest }> {
  const { view, policy, ask, keepGoing } = options;
  const request = syncRequest(context, { policy, keepGoing, ...(ask ? { ask } : {}) });
  const enabled = context.config.agents.filter((agent) => agent.enabled).map((agent) => agent.name);
  const written = AGENTS.filter((agent) => agent.mcp && enabled.includes(agent.name));
  const sources = sourcesOf(context, options.agents);
  const read = AGENTS.filter((agent) => sources.includes(agent) || written.includes(agent));
  const own = await readOwnServers(context, read);
  // The files of the others are part of the change set, and are refused with it.
  const unread = own.unread.filter((refusal) => !request.choices.some(({ name }) => name === refusal.owner));
  if (!view && !keepGoing) assertEditable(unread);
  const names = sources.map((agent) => agent.name);
  assertNamed(context, options.servers, names, own);
  const gathered = gatherServers({
    entries: own.entries,
    sources: names,
    ...(options.servers ? { names: options.servers } : {}),
    agents: written.map((agent) => agent.name),
    known: context.config.servers,
    scope: options.scope,
    takesOver: policy === 'backup' || policy === 'merge',
  });
  if (!view) assertAgreed(gathered.differing);
  const servers = gathered.added.map(({ server }) => server);
  const config = servers.length > 0 ? await configTarget(context, { servers }) : undefined;
  return {
    ...gathered,
    sources,
    unread,
    request: {
      ...request,
      extra: config ? [config] : [],
      servers: [...context.config.servers, ...servers],
      secrets: own.entries.flatMap(({ read }) =>
        'unsupported' in read ? [] : secretsOf(read.server).map(([, value]) => value),
      ),
    },
  };
}

function sourcesOf(context: Context, names: readonly string[] | undefined): AgentRecord[] {
  if (names) return [...new Set(names.map(agentByName))];
  return PROGRAMS.filter((agent) => detectAgent(agent, context.system, context).found);
}

/** @throws UserError (`unknown-server`) for a server that none of the agents has. */
function assertNamed(
  { config }: Context,
  names: readonly string[] | undefined,
  sources: readonly string[],
  { entries }: OwnServers,
): void {
  const there = entries.filter(({ agent }) => sources.includes(agent.name)).map(({ name }) => name);
  const isKnown = (name: string): boolean => config.servers.some((server) => server.name === name);
  const missing = names?.find((name) => !there.includes(name) && !isKnown(name));
  if (missing === undefined) return;
  const guess = nearest(missing, there);
  throw new UserError(
    `None of these agents has a server ${JSON.stringify(missing)} of its own: ${sources.join(', ')}`,
    {
      code: 'unknown-server',
      ...(guess ? { hint: `did you mean ${guess}?` } : {}),
    },
  );
}

/** @throws DecisionError (`different-servers`) */
function assertAgreed(differing: readonly Difference[]): void {
  const [first] = differing;
  if (!first) return;
  const { name, agents, fields } = first;
  const titles = agents.map((agent) => agent.title).join(' and ');
  const more = differing.length > 1 ? ` (and ${differing.length - 1} more servers)` : '';
  throw new DecisionError(
    `${titles} mean different servers by ${name}: ${fields.join(', ')} differ${more}. Nothing was changed`,
    {
      code: 'different-servers',
      hint: `name the agent that has it right, the others keep theirs: nerve agents import ${agents[0]?.name} --server ${name}`,
      data: { differing: differing.map(differenceAsData) },
    },
  );
}

export function differenceAsData({ name, agents, fields }: Difference): Record<string, unknown> {
  return { name, agents: agents.map((agent) => agent.name), fields };
}
