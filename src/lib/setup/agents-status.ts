/** How every agent stands: installed, chosen, what nerve wrote, and whether it still is like that. */
import { readLedger } from '../agents/changes/ledger.ts';
import { agentVersion, detectAgent } from '../agents/registry/detect.ts';
import { AGENTS } from '../agents/registry/registry.ts';
import { syncAgents } from '../agents/sync/sync.ts';
import { agentTokenState, readAgentToken } from '../base/auth/agent-token.ts';
import type { Context } from '../base/config/context.ts';
import { UnavailableError } from '../base/kernel/errors.ts';

export type FileState = 'current' | 'outdated' | 'conflict' | 'refused' | 'missing';

export interface AgentFile {
  readonly file: string;
  readonly state: FileState;
  /** The first 12 digits of the SHA-256 of the file as it is; null for no file. */
  readonly hash: string | null;
  /** When nerve last changed it, ISO. */
  readonly at: string | undefined;
}

export interface AgentStatus {
  readonly name: string;
  readonly title: string;
  readonly installed: boolean;
  readonly version: string | undefined;
  readonly verified: string | undefined;
  readonly configured: boolean;
  readonly enabled: boolean;
  readonly lastSync: string | undefined;
  readonly token: { readonly state: string; readonly expires: string | undefined } | undefined;
  readonly files: readonly AgentFile[];
  readonly hub: 'no hub yet';
}

/** The status of every known agent. Reads only. */
export async function agentsStatus(context: Context): Promise<AgentStatus[]> {
  const ledger = readLedger(context.system, context.paths.ledger);
  const states = await fileStates(context);
  const statuses: AgentStatus[] = [];
  for (const agent of AGENTS) {
    const detection = detectAgent(agent, context.system, context);
    const choice = context.config.agents.find((known) => known.name === agent.name);
    const records = Object.values(ledger.targets).filter((record) => record.owner === agent.name);
    const times = records.map((record) => record.at).sort();
    const token = choice && readAgentToken(context, agent.name);
    statuses.push({
      name: agent.name,
      title: agent.title,
      installed: detection.program !== undefined,
      version: await agentVersion(detection, context.system, context),
      verified: agent.verified?.version,
      configured: choice !== undefined,
      enabled: choice?.enabled ?? false,
      lastSync: times.at(-1),
      token: choice && {
        state: agentTokenState(context, agent.name, context.clock.now()),
        expires: token && new Date(token.expiresAt).toISOString(),
      },
      files: [...new Set(records.map((record) => record.file))].map((file) => ({
        file,
        state: states.get(file) ?? (context.system.stat(file) ? 'current' : 'missing'),
        hash: hashOf(context, file),
        at: records
          .filter((record) => record.file === file)
          .map((record) => record.at)
          .sort()
          .at(-1),
      })),
      hub: 'no hub yet',
    });
  }
  return statuses;
}

/** The files that a sync would touch or trip over. */
async function fileStates(context: Context): Promise<Map<string, FileState>> {
  const states = new Map<string, FileState>();
  if (!context.config.exists) return states;
  const { set } = await syncAgents(context, { view: true, policy: 'ask' });
  for (const change of set.files) states.set(change.file, change.before ? 'outdated' : 'missing');
  for (const item of set.items) if (item.state === 'conflict') states.set(item.file, 'conflict');
  for (const refusal of set.refusals) states.set(refusal.file, 'refused');
  return states;
}

function hashOf(context: Context, file: string): string | null {
  try {
    return context.system.read(file)?.hash.slice(0, 12) ?? null;
  } catch (error) {
    if (error instanceof UnavailableError) return null;
    throw error;
  }
}
