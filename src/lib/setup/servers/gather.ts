/** From the entries of several agents to definitions: what is added, what is there, what differs, what is left. Pure. */
import { differingFields } from '../../agents/registry/own-entry.ts';
import { readServers, type ServerDefinition, serverFields } from '../../base/config/servers.ts';
import { UserError } from '../../base/kernel/errors.ts';
import type { OwnEntry } from './own-servers.ts';
import { type IsTaken, type Shareable, secretsOf, shareable, type Variable } from './shareable.ts';

export interface GatherInput {
  readonly entries: readonly OwnEntry[];
  /** Names of the agents to take servers from. */
  readonly sources: readonly string[];
  /** Only these servers; all if left out. */
  readonly names?: readonly string[];
  /** Names of the agents that nerve writes for. */
  readonly agents: readonly string[];
  /** The servers of the configuration. */
  readonly known: readonly ServerDefinition[];
  /** For all agents, or for those that have the server. */
  readonly scope: 'shared' | 'own';
  /** What an agent has under the same name is taken over by decision. */
  readonly takesOver: boolean;
}

export interface Added {
  readonly server: ServerDefinition;
  /** The agents that have it. */
  readonly from: readonly Agent[];
  /** Variables that stand for values that only these agents have. */
  readonly variables: readonly Variable[];
  /** Fields that stay with the agent that has them. */
  readonly apart: readonly { readonly agent: Agent; readonly fields: readonly string[] }[];
  /** Agents that keep another server of this name, and where it differs. */
  readonly others: readonly { readonly agent: Agent; readonly fields: readonly string[] }[];
}

export interface Known {
  readonly name: string;
  readonly from: readonly Agent[];
}

export interface Left {
  readonly name: string;
  readonly agent: Agent;
  readonly why: string;
}

/** Agents that mean different servers by one name. */
export interface Difference {
  readonly name: string;
  readonly agents: readonly Agent[];
  readonly fields: readonly string[];
}

export interface Gathered {
  readonly added: readonly Added[];
  readonly known: readonly Known[];
  readonly left: readonly Left[];
  readonly differing: readonly Difference[];
}

type Agent = OwnEntry['agent'];

/** Every server that the sources have, each in one of the four lists. */
export function gatherServers(input: GatherInput): Gathered {
  const added: Added[] = [];
  const known: Known[] = [];
  const left: Left[] = [];
  const differing: Difference[] = [];
  const isTakenBy = takenVariables(input);
  for (const [name, group] of groupsOf(input)) {
    const own = group.filter(({ agent }) => input.sources.includes(agent.name));
    const from = own.map(({ agent }) => agent);
    if (input.known.some((server) => server.name === name)) {
      known.push({ name, from });
      continue;
    }
    const candidates: Candidate[] = [];
    const reasons: Left[] = [];
    for (const entry of own) {
      const candidate = candidateOf(entry, (variable) => isTakenBy(name, variable));
      if ('why' in candidate) reasons.push({ name, agent: entry.agent, why: candidate.why });
      else candidates.push(candidate);
    }
    const chosen = agreed(candidates);
    const found = chosen && addedFrom(chosen, group, input);
    if (found) added.push(found);
    else if (candidates.length > 0) differing.push(differenceOf(name, candidates));
    // One that says the same as the chosen one is not left out.
    left.push(...reasons.filter(({ agent }) => !found?.from.includes(agent)));
  }
  return { added, known, left, differing };
}

/** Entries of all agents by server, in the order of the sources. */
function groupsOf({ entries, sources, names }: GatherInput): Map<string, OwnEntry[]> {
  const wanted = entries.filter(
    ({ agent, name }) => sources.includes(agent.name) && (names?.includes(name) ?? true),
  );
  return new Map(wanted.map(({ name }) => [name, entries.filter((entry) => entry.name === name)]));
}

interface Candidate extends Shareable {
  readonly agent: Agent;
  /** As the agent has it, secrets included. */
  readonly own: ServerDefinition;
}

function candidateOf({ agent, read }: OwnEntry, isTaken: IsTaken): Candidate | { readonly why: string } {
  if ('unsupported' in read) return { why: read.unsupported };
  if (read.off) return { why: 'it is switched off there' };
  if (read.essential.length > 0) {
    return { why: `other agents would get it without ${read.essential.join(', ')}` };
  }
  const shared = shareable(read.server, isTaken);
  if ('why' in shared) return shared;
  const problem = problemOf(shared.server, agent);
  return problem === undefined ? { agent, own: read.server, ...shared } : { why: problem };
}

/** Why the configuration would not take a server. */
function problemOf(server: ServerDefinition, agent: Agent): string | undefined {
  try {
    readServers({ servers: { [server.name]: serverFields(server) } }, agent.title);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/** The candidate that all others agree with; one that refers to variables before one with values of its own. */
function agreed(candidates: readonly Candidate[]): Candidate | undefined {
  const ranked = [...candidates].sort((a, b) => a.variables.length - b.variables.length);
  return ranked.find((base) => candidates.every(({ own }) => differingFields(base.server, own).length === 0));
}

function differenceOf(name: string, candidates: readonly Candidate[]): Difference {
  const [first] = candidates;
  const fields = candidates.flatMap(({ own }) => (first ? differingFields(first.server, own) : []));
  return { name, agents: candidates.map(({ agent }) => agent), fields: [...new Set(fields)] };
}

function addedFrom(chosen: Candidate, group: readonly OwnEntry[], input: GatherInput): Added {
  const compared = group.map(({ agent, read }) => {
    if ('unsupported' in read) return { agent, fields: [], apart: [], isSame: false };
    const fields = differingFields(chosen.server, read.server);
    return { agent, fields, apart: read.apart, isSame: fields.length === 0 };
  });
  const same = compared.filter(({ isSame }) => isSame);
  const others = input.takesOver
    ? []
    : compared.filter(({ agent, isSame }) => !isSame && input.agents.includes(agent.name));
  const all = input.agents.filter((name) => !others.some(({ agent }) => agent.name === name));
  const limit = input.scope === 'own' ? same.map(({ agent }) => agent.name) : all;
  const isLimited = input.scope === 'own' || others.length > 0;
  return {
    server: isLimited ? { ...chosen.server, agents: limit } : chosen.server,
    from: same.map(({ agent }) => agent),
    variables: chosen.variables,
    apart: same.flatMap(({ agent, apart }) => (apart.length > 0 ? [{ agent, fields: apart }] : [])),
    others: others.map(({ agent, fields }) => ({ agent, fields })),
  };
}

/** Which variables stand for another value in another server: one that has a secret for it needs another name. */
function takenVariables({ entries, known }: GatherInput): (server: string, variable: string) => boolean {
  const uses: Use[] = known.flatMap(referencesOf);
  for (const { read } of entries) {
    if ('unsupported' in read) continue;
    uses.push(...referencesOf(read.server));
    if (read.server.kind === 'http') continue;
    const { name: server } = read.server;
    uses.push(...secretsOf(read.server).map(([variable, value]) => ({ server, variable, value })));
  }
  return (server, variable) => {
    const here = uses.filter((use) => use.variable === variable);
    const own = here.filter((use) => use.server === server).map(({ value }) => value);
    return here.some((use) => use.server !== server && !own.includes(use.value));
  };
}

interface Use {
  readonly server: string;
  readonly variable: string;
  readonly value: string;
}

function referencesOf(server: ServerDefinition): Use[] {
  const found = JSON.stringify(serverFields(server)).matchAll(/\$\{(\w+)\}/g);
  return Array.from(found, ([value, variable = '']) => ({ server: server.name, variable, value }));
}
