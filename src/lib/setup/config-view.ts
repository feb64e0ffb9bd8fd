/** Every setting with its value and where the value comes from. Reads only. */
import { agentByName } from '../agents/registry/registry.ts';
import type { DEFAULT_CHOICE } from '../base/config/agent-choice.ts';
import type { Origin } from '../base/config/config.ts';
import type { createLineFinder, ListEntry } from '../base/config/config-text.ts';
import type { Context } from '../base/config/context.ts';
import { AGENT_SETTINGS, agentKey, findSetting, type SettingKey } from '../base/config/setting-key.ts';
import type { Value } from '../base/config/setting-value.ts';
import { SETTINGS } from '../base/config/settings.ts';
import { UnparseableError } from '../base/formats/format.ts';
import { RefusedError, UserError } from '../base/kernel/errors.ts';

/** Where the choices of agents stand in `config.yaml`. */
export const TARGETS = ['external_agents', 'targets'] as const;

export interface SettingView {
  readonly key: string;
  readonly value: Value;
  readonly default: Value;
  readonly origin: Origin;
  /** The environment variable or `config.yaml:7` (absolute path); undefined for a default. */
  readonly from: string | undefined;
  readonly about: string;
}

/** All settings, then those of the configured agents, in a fixed order. */
export async function viewSettings(context: Context): Promise<SettingView[]> {
  const agents = context.config.agents.map((choice) => choice.name);
  const keys: SettingKey[] = [
    ...SETTINGS.map((setting) => ({ key: setting.key, setting })),
    ...agents.flatMap((agent) =>
      AGENT_SETTINGS.map((setting) => ({ key: agentKey(agent, setting), setting, agent })),
    ),
  ];
  const lineOf = await lineFinder(context);
  return keys.map((key) => viewOf(context, key, lineOf));
}

/** One setting. @throws UserError (`unknown-setting`, `unknown-agent`, `agent-not-added`) */
export async function viewSetting(context: Context, text: string): Promise<SettingView> {
  const key = namedSetting(context, text);
  if (key.agent !== undefined) requireAdded(context, key.agent);
  return viewOf(context, key, await lineFinder(context));
}

/** The setting that a person names; agents by name or alias. @throws UserError */
export function namedSetting(context: Context, text: string): SettingKey {
  const isConfigured = (name: string): boolean =>
    context.config.agents.some((choice) => choice.name === name);
  return findSetting(text, (name) => (isConfigured(name) ? name : agentByName(name).name));
}

/** The settings of an agent exist only once it is among the configured ones. @throws UserError (`agent-not-added`) */
export function requireAdded(context: Context, agent: string): void {
  if (context.config.agents.some((choice) => choice.name === agent)) return;
  throw new UserError(`${agent} is not among your agents, so it has no settings yet`, {
    code: 'agent-not-added',
    hint: `nerve agents add ${agent}`,
  });
}

/** An agent's entry in the list of targets. */
export function entryOf(agent: string): ListEntry {
  return { path: TARGETS, key: 'name', match: agent };
}

type LineFinder = (key: SettingKey) => number | undefined;

async function lineFinder(context: Context): Promise<LineFinder> {
  const find = await finderOf(context);
  if (!find) return () => undefined;
  return ({ setting, agent }) =>
    agent === undefined ? find(setting.key.split('.')) : find([setting.key], entryOf(agent));
}

/** Undefined where there is no file, or one that cannot be read: it has no lines to show then. */
async function finderOf({
  system,
  paths,
}: Context): Promise<ReturnType<typeof createLineFinder> | undefined> {
  try {
    const text = system.read(paths.config)?.bytes.toString('utf8');
    if (text === undefined) return undefined;
    const { createLineFinder } = await import('../base/config/config-text.ts');
    return createLineFinder(text);
  } catch (error) {
    if (error instanceof RefusedError || error instanceof UnparseableError) return undefined;
    throw error;
  }
}

function viewOf(context: Context, named: SettingKey, lineOf: LineFinder): SettingView {
  const { key, setting, agent } = named;
  const base = { key, default: setting.default, about: setting.about };
  const line = lineOf(named);
  const inFile = `${context.paths.config}${line === undefined ? '' : `:${line}`}`;
  if (agent === undefined) {
    const { value, origin } = context.config.get(key);
    const from = { env: setting.env, config: inFile, default: undefined }[origin];
    return { ...base, value, origin, from };
  }
  const choice = context.config.agents.find((candidate) => candidate.name === agent);
  const value = choice?.[setting.key as keyof typeof DEFAULT_CHOICE] ?? setting.default;
  return { ...base, value, ...(line === undefined ? DEFAULT : { origin: 'config', from: inFile }) };
}

const DEFAULT = { origin: 'default', from: undefined } as const;
