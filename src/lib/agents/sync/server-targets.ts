/** The targets of the user's own MCP servers: each agent that gets a server, gets it in its own words. Pure. */
import type { ServerDefinition } from '../../base/config/servers.ts';
import type { KeyTarget } from '../changes/target.ts';
import type { AgentRecord } from '../registry/agent-record.ts';
import { besideOwn } from '../registry/own-entry.ts';

export interface ServerTargets {
  readonly targets: readonly KeyTarget[];
  /** Which servers this agent cannot have, and why. */
  readonly notices: readonly string[];
}

/** Where an agent's servers are written. */
export interface ServerPlace extends Pick<KeyTarget, 'owner' | 'file' | 'format' | 'lock' | 'mode'> {
  /** What the names of the targets begin with. */
  readonly id: string;
}

/** The name of the target of a server; `prefix` is that of its place. */
export function serverTargetId(prefix: string, server: string): string {
  return `${prefix}:server:${server}`;
}

/** One target per server that names this agent, or names none. */
export function serverTargets(
  agent: AgentRecord,
  servers: readonly ServerDefinition[],
  place: ServerPlace,
): ServerTargets {
  const targets: KeyTarget[] = [];
  const notices: string[] = [];
  if (!agent.mcp) return { targets, notices };
  const { path, dialect, agentKeys } = agent.mcp;
  for (const server of servers) {
    if (server.agents && !server.agents.includes(agent.name)) continue;
    const written = dialect.toEntry(server);
    if ('unsupported' in written) {
      notices.push(`${agent.title}: the server ${server.name} is left out: ${written.unsupported}`);
      continue;
    }
    targets.push({
      kind: 'key',
      ...place,
      id: serverTargetId(place.id, server.name),
      ...(agentKeys ? { agentKeys } : {}),
      path: [...path, server.name],
      value: written.entry,
      adapt: (own) => besideOwn(dialect, server, own) ?? written.entry,
      label: `MCP server ${server.name}`,
    });
  }
  return { targets, notices };
}
