/** All agents that nerve knows, by name and alias. */
import { UserError } from '../../base/kernel/errors.ts';
import { nearest } from '../../base/kernel/nearest.ts';
import { type AgentRecord, isProgram, type ProgramAgent } from './agent-record.ts';
import { claudeCode } from './agents/claude-code.ts';
import { codex } from './agents/codex.ts';
import { copilot } from './agents/copilot.ts';
import { cursor } from './agents/cursor.ts';
import { gemini } from './agents/gemini.ts';
import { generic } from './agents/generic.ts';
import { opencode } from './agents/opencode.ts';
import { qwen } from './agents/qwen.ts';

export const AGENTS: readonly AgentRecord[] = [
  codex,
  claudeCode,
  cursor,
  gemini,
  opencode,
  copilot,
  qwen,
  generic,
];

/** Those that can be found on a machine. */
export const PROGRAMS: readonly ProgramAgent[] = AGENTS.filter(isProgram);

/**
 * The record of an agent by its name or an alias.
 * @throws UserError (`unknown-agent`) with the names that exist.
 */
export function agentByName(name: string): AgentRecord {
  const wanted = name.trim().toLowerCase();
  const found = AGENTS.find((agent) => agent.name === wanted || agent.aliases.includes(wanted));
  if (found) return found;
  const names = AGENTS.map((agent) => agent.name);
  const guess = nearest(wanted, [...names, ...AGENTS.flatMap((agent) => agent.aliases)]);
  throw new UserError(
    `nerve does not know an agent called ${JSON.stringify(name)}; it knows ${names.join(', ')}`,
    {
      code: 'unknown-agent',
      ...(guess ? { hint: `did you mean ${guess}?` } : { hint: 'see `nerve agents list`' }),
    },
  );
}

/**
 * The records named in a comma-separated list, without doubles, in the list's order.
 * @throws UserError for an unknown name.
 */
export function agentsByList(list: string): AgentRecord[] {
  const names = list.split(',').filter((name) => name.trim() !== '');
  return [...new Set(names.map(agentByName))];
}
