/** What `nerve init` asks, and which of it is still open. Pure. */
import { AGENTS } from '../../agents/registry/registry.ts';
import type { AgentChoice, Permissions } from '../../base/config/agent-choice.ts';

/** One answer each; left out: not given yet. */
export interface Answers {
  /** Names as in the registry. */
  readonly agents?: readonly string[];
  /** Whether the texts of agents' memory files go to the workspace. */
  readonly import?: boolean;
  /** `keep`: each agent has what it had. */
  readonly permissions?: Permissions | 'keep';
  /** Empty: none. */
  readonly name?: string;
  readonly timezone?: string;
  /** Whether the hub starts at login. */
  readonly service?: boolean;
}

export type Question = keyof Answers;

export const QUESTIONS: readonly Question[] = [
  'agents',
  'import',
  'permissions',
  'name',
  'timezone',
  'service',
];

/** What decides whether a question matters. */
export interface Situation {
  /** There is text that could be imported. */
  readonly hasMemories: boolean;
  /** The workspace has its own USER.md, which nerve does not write again. */
  readonly hasUser: boolean;
  /** The hub could start at login, and does not yet. */
  readonly canServe: boolean;
}

/** Whether a question is to be asked: it has no answer, and one would change something. */
export function isOpen(question: Question, answers: Answers, situation: Situation): boolean {
  if (answers[question] !== undefined) return false;
  if (question === 'import') return situation.hasMemories;
  if (question === 'permissions') return (answers.agents ?? []).some(hasPermissions);
  if (question === 'service') return situation.canServe;
  if (question === 'name' || question === 'timezone') return !situation.hasUser;
  return true;
}

/** Whether what one can choose makes a difference for the agent. */
function hasPermissions(name: string): boolean {
  const levels = AGENTS.find((agent) => agent.name === name)?.permissions;
  return levels !== undefined && Object.values(levels).some((settings) => settings.length > 0);
}

/** What the chosen agents have now; undefined where they differ or have never been configured. */
export function permissionsNow(
  names: readonly string[],
  configured: readonly AgentChoice[],
): { readonly common: Permissions | undefined; readonly mixed: boolean } {
  const known = configured.filter((choice) => names.includes(choice.name));
  const levels = new Set(known.map((choice) => choice.permissions));
  const [common] = levels;
  return levels.size > 1 ? { common: undefined, mixed: true } : { common, mixed: false };
}

/** Whether a time zone is one that this machine knows. */
export function isTimezone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
