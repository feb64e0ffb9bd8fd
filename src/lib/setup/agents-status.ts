/** How every agent stands: what `nerve status` knows, agent by agent, with every file that nerve wrote for it. */
import { readLedger } from '../agents/changes/ledger.ts';
import { agentByName } from '../agents/registry/registry.ts';
import type { SkillPlace } from '../agents/sync/skill-targets.ts';
import type { Context } from '../base/config/context.ts';
import { RefusedError, UnavailableError } from '../base/kernel/errors.ts';
import type { AgentFacts } from './status/agents.ts';
import type { FileLine, Would } from './status/file-lines.ts';
import type { HubStatus } from './status/hub.ts';
import { overview, type Problem } from './status/overview.ts';
import type { Since } from './status/since.ts';

export type FileState = 'current' | 'outdated' | 'conflict' | 'refused' | 'missing' | 'unknown';

export interface AgentFile {
  readonly file: string;
  readonly state: FileState;
  /** What others did to it since nerve wrote it. */
  readonly since: readonly Since[];
  /** The first 12 digits of the SHA-256 of the file as it is; null for no file. */
  readonly hash: string | null;
  /** The skill that the file belongs to. */
  readonly skill: SkillPlace | null;
  /** When nerve last changed it, ISO. */
  readonly at: string | undefined;
}

export interface AgentStatus extends AgentFacts {
  readonly files: readonly AgentFile[];
  /** Undefined for an agent without MCP. */
  readonly hub: HubStatus['state'] | undefined;
}

export interface AgentsStatus {
  readonly agents: readonly AgentStatus[];
  /** Why it cannot be said what a sync would do. */
  readonly problem: Problem | undefined;
}

const STATES: Readonly<Record<Would, FileState>> = {
  create: 'missing',
  change: 'outdated',
  remove: 'outdated',
  decide: 'conflict',
  refuse: 'refused',
  nothing: 'current',
  unknown: 'unknown',
};

/** The status of every known agent. Reads only. @throws RefusedError (`unreadable-ledger`) */
export async function agentsStatus(context: Context): Promise<AgentsStatus> {
  const {
    agents,
    files,
    problem,
    hub: { state },
  } = await overview(context);
  const records = Object.values(readLedger(context.system, context.paths.ledger).targets);
  const fileOf = (owner: string, line: FileLine): AgentFile => ({
    file: line.file,
    state: stateOf(line),
    since: line.since,
    hash: hashOf(context, line.file),
    skill: line.skill ?? null,
    at: records
      .filter((record) => record.file === line.file && record.owner === owner)
      .map((record) => record.at)
      .sort()
      .at(-1),
  });
  const statuses = agents.map((agent): AgentStatus => {
    const own = files.filter((line) => line.owners.includes(agent.name));
    const hub = agentByName(agent.name).mcp && state;
    return { ...agent, files: own.map((line) => fileOf(agent.name, line)), hub };
  });
  return { agents: statuses, problem };
}

function stateOf({ would, since }: FileLine): FileState {
  const isGone = since.includes('file-removed') && (would === 'nothing' || would === 'unknown');
  return isGone ? 'missing' : STATES[would];
}

function hashOf({ system }: Context, file: string): string | null {
  try {
    return system.read(file)?.hash.slice(0, 12) ?? null;
  } catch (error) {
    if (error instanceof RefusedError || error instanceof UnavailableError) return null;
    throw error;
  }
}
