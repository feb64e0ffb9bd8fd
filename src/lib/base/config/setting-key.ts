/** How a person names a setting: `hub.url`, or `agents.codex.auth` for an entry of `external_agents.targets`. Pure. */
import { UserError } from '../kernel/errors.ts';
import { nearest } from '../kernel/nearest.ts';
import { AUTH_MODES, BUNDLE_PLACES, DEFAULT_CHOICE, PERMISSIONS, TRANSPORTS } from './agent-choice.ts';
import { SETTINGS, type Setting } from './settings.ts';

/** What can be chosen for one agent; the keys are those of its entry. */
export const AGENT_SETTINGS: readonly Setting[] = [
  {
    key: 'enabled',
    type: 'boolean',
    default: DEFAULT_CHOICE.enabled,
    about: "Whether sync writes this agent's files.",
    affectsAgents: true,
  },
  {
    key: 'transport',
    type: 'choice',
    default: DEFAULT_CHOICE.transport,
    choices: TRANSPORTS,
    about: 'How the agent reaches the hub: at its address, or through `nerve mcp`.',
    affectsAgents: true,
  },
  {
    key: 'auth',
    type: 'choice',
    default: DEFAULT_CHOICE.auth,
    choices: AUTH_MODES,
    about: 'How the token gets to the agent.',
    affectsAgents: true,
  },
  {
    key: 'permissions',
    type: 'choice',
    default: DEFAULT_CHOICE.permissions,
    choices: PERMISSIONS,
    about: 'What the agent may do unasked.',
    affectsAgents: true,
  },
  {
    key: 'bundle',
    type: 'choice',
    default: DEFAULT_CHOICE.bundle,
    choices: BUNDLE_PLACES,
    about: 'Where the memory text goes.',
    affectsAgents: true,
  },
  {
    key: 'skills',
    type: 'boolean',
    default: DEFAULT_CHOICE.skills,
    about: "Whether the agent gets the workspace's skills.",
    affectsAgents: true,
  },
];

export interface SettingKey {
  /** The key in full, with the agent's own name. */
  readonly key: string;
  readonly setting: Setting;
  /** Set for a setting of one agent. */
  readonly agent?: string;
}

/**
 * Finds a setting by its key. `agentNamed` gives the proper name of an agent, or throws.
 * @throws UserError (`unknown-setting`) with the closest key as a hint; what `agentNamed` throws.
 */
export function findSetting(text: string, agentNamed: (name: string) => string): SettingKey {
  const key = text.trim();
  const setting = SETTINGS.find((candidate) => candidate.key === key);
  if (setting) return { key, setting };
  const [first, name, field, ...rest] = key.split('.');
  if (first !== 'agents' || !name) throw unknown(key, allKeys([]));
  const agent = agentNamed(name);
  const ofAgent = AGENT_SETTINGS.find((candidate) => candidate.key === field);
  if (ofAgent && rest.length === 0) return { key: agentKey(agent, ofAgent), setting: ofAgent, agent };
  const fields = AGENT_SETTINGS.map((candidate) => candidate.key).join(', ');
  throw unknown(key, allKeys([agent]), {
    word: ['agents', agent, field, ...rest].join('.'),
    otherwise: `agents.${agent}. goes on with ${fields}`,
  });
}

/** `agents.codex.auth` */
export function agentKey(agent: string, setting: Setting): string {
  return `agents.${agent}.${setting.key}`;
}

/** Every key there is: the settings, and those of each of the agents named. */
export function allKeys(agents: readonly string[]): string[] {
  return [
    ...SETTINGS.map(({ key }) => key),
    ...agents.flatMap((agent) => AGENT_SETTINGS.map((setting) => agentKey(agent, setting))),
  ];
}

interface Guess {
  /** What to look for, where it is not the key itself. */
  readonly word?: string;
  /** The hint where nothing is close. */
  readonly otherwise?: string;
}

function unknown(key: string, keys: readonly string[], { word = key, otherwise }: Guess = {}): UserError {
  const isTargets = key.startsWith('external_agents.targets');
  const behindDot = key === '' ? undefined : keys.find((candidate) => candidate.endsWith(`.${key}`));
  const guess = isTargets ? 'agents.codex.auth' : (behindDot ?? nearest(word, keys));
  return new UserError(`There is no setting ${JSON.stringify(key)}`, {
    code: 'unknown-setting',
    hint: guess ? `did you mean ${guess}?` : (otherwise ?? 'see `nerve config list`'),
  });
}
