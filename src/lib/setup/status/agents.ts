/** The facts of each agent: its program, what the user chose, its token, and when nerve last changed its files. */
import type { Ledger } from '../../agents/changes/ledger.ts';
import { type AgentRecord, isProgram } from '../../agents/registry/agent-record.ts';
import { agentVersion, atLeast, detectAgent } from '../../agents/registry/detect.ts';
import { AGENTS } from '../../agents/registry/registry.ts';
import { type AgentTokenState, agentTokenState, readAgentToken } from '../../base/auth/agent-token.ts';
import type { Transport } from '../../base/config/agent-choice.ts';
import type { Context } from '../../base/config/context.ts';
import { RefusedError } from '../../base/kernel/errors.ts';

/** How the installed release stands to the one that nerve was tested with. */
export type Tested = 'tested' | 'newer' | 'older' | 'unverified' | 'unknown';

export interface AgentFacts {
  readonly name: string;
  readonly title: string;
  /** It is a program; else it is a file that the user named. */
  readonly isProgram: boolean;
  /** Its program is on PATH. */
  readonly installed: boolean;
  /** Its program or its folder is there. */
  readonly found: boolean;
  readonly version: string | undefined;
  /** The newest release that was seen to read what nerve writes; undefined for none. */
  readonly verified: string | undefined;
  readonly tested: Tested;
  readonly configured: boolean;
  readonly enabled: boolean;
  /** ISO time of nerve's last change of its files. */
  readonly lastSync: string | undefined;
  /** How it reaches the hub. Undefined for an agent that was not added, and for one without MCP. */
  readonly transport: Transport | undefined;
  /** Undefined for the same. */
  readonly token: TokenFacts | undefined;
}

export interface TokenFacts {
  /** `unreadable`: the file cannot be read. Nothing is verified; `nerve doctor` does that. */
  readonly state: AgentTokenState | 'unreadable';
  /** ISO time. */
  readonly expires: string | undefined;
}

/** The facts of every known agent. Starts an agent's program only to ask for a version that is not remembered. */
export async function agentFacts(context: Context, ledger: Ledger): Promise<AgentFacts[]> {
  const facts: AgentFacts[] = [];
  // One after the other: the remembered versions stand in one file.
  for (const agent of AGENTS) facts.push(await factsOf(context, ledger, agent));
  return facts;
}

async function factsOf(context: Context, ledger: Ledger, agent: AgentRecord): Promise<AgentFacts> {
  const { name, title, verified } = agent;
  const detection = isProgram(agent) ? detectAgent(agent, context.system, context) : undefined;
  const choice = context.config.agents.find((known) => known.name === name);
  const version = detection && (await agentVersion(detection, context.system, context));
  const times = Object.values(ledger.targets).flatMap(({ owner, at }) => (owner === name ? [at] : []));
  return {
    name,
    title,
    isProgram: detection !== undefined,
    installed: detection?.program !== undefined,
    found: detection?.found ?? false,
    version,
    verified: verified?.version,
    tested: testedOf(version, verified?.version),
    configured: choice !== undefined,
    enabled: choice?.enabled ?? false,
    lastSync: times.sort().at(-1),
    transport: agent.mcp && choice?.transport,
    token: choice && agent.mcp && tokenFacts(context, name),
  };
}

/** Compares the first three numbers. */
export function testedOf(version: string | undefined, verified: string | undefined): Tested {
  if (!verified) return 'unverified';
  if (!version) return 'unknown';
  if (!atLeast(version, verified)) return 'older';
  return atLeast(verified, version) ? 'tested' : 'newer';
}

function tokenFacts(context: Context, agent: string): TokenFacts {
  try {
    const token = readAgentToken(context, agent);
    return {
      state: agentTokenState(context, agent, context.clock.now()),
      expires: token && new Date(token.expiresAt).toISOString(),
    };
  } catch (error) {
    if (error instanceof RefusedError) return { state: 'unreadable', expires: undefined };
    throw error;
  }
}
