/** How an agent gets its token when the user leaves the choice to nerve. */
import type { AuthMode } from '../../base/config/agent-choice.ts';
import { UserError } from '../../base/kernel/errors.ts';
import type { System } from '../../base/system/system.ts';
import { type AgentRecord, isProgram } from '../registry/agent-record.ts';
import { agentVersion, atLeast, detectAgent } from '../registry/detect.ts';
import { type Machine, placeOf } from '../registry/places.ts';

export type UsedAuthMode = Exclude<AuthMode, 'auto'>;

/**
 * Undefined for an agent without MCP. `auto`: inline where the config file is private (0600) or new, because that works without any environment;
 * a helper command where others can read the file and the agent knows helpers; else inline, and the file
 * is made private.
 * @throws UserError (`no-helper`) when a helper is asked for and this agent has none.
 */
export async function chooseAuth(
  asked: AuthMode,
  agent: AgentRecord,
  system: System,
  machine: Machine,
): Promise<UsedAuthMode | undefined> {
  if (!agent.mcp) return undefined;
  const { helper } = agent.mcp.auth;
  if (asked === 'helper' && !helper) {
    throw new UserError(`${agent.title} cannot run a command for its headers`, {
      code: 'no-helper',
      hint: 'use --auth inline or --auth env',
    });
  }
  if (asked !== 'auto') return asked;
  const mode = system.stat(placeOf(agent, agent.mcp.file.place, machine))?.mode;
  const isPrivate = mode === undefined || (mode & 0o077) === 0;
  if (isPrivate || !helper || !isProgram(agent) || process.platform === 'win32') return 'inline';
  const version = await agentVersion(detectAgent(agent, system, machine), system, machine);
  return atLeast(version, helper.since) ? 'helper' : 'inline';
}
