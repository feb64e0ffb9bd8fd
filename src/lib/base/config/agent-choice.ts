/** What the user chose for each agent: the list `external_agents.targets` of `config.yaml`. */
import { isAbsolute } from 'node:path';
import { UserError } from '../kernel/errors.ts';
import { isObject, type JsonObject, valueAt } from '../kernel/json.ts';

export const AUTH_MODES = ['auto', 'inline', 'env', 'helper'] as const;
/** How an agent gets its token: written into its config, from `NERVE_TOKEN`, or by running `nerve token header`. */
export type AuthMode = (typeof AUTH_MODES)[number];

export const TRANSPORTS = ['http', 'stdio'] as const;
/** How the agent reaches the hub: by its address, or through `nerve mcp`, which it starts. */
export type Transport = (typeof TRANSPORTS)[number];

export const PERMISSIONS = ['nerve', 'allow-all', 'none'] as const;
/** What the agent may do unasked: nerve's own data tools, everything, or nothing new. */
export type Permissions = (typeof PERMISSIONS)[number];

export const BUNDLE_PLACES = ['default', 'memory-file', 'none'] as const;
/** Where the memory text goes: the agent's best place, its shared memory file, or nowhere. */
export type BundlePlace = (typeof BUNDLE_PLACES)[number];

export interface AgentChoice {
  readonly name: string;
  readonly enabled: boolean;
  readonly transport: Transport;
  readonly auth: AuthMode;
  readonly permissions: Permissions;
  readonly bundle: BundlePlace;
  /** Whether it gets the workspace's skills. */
  readonly skills: boolean;
  /** The file that holds the memory text, absolute or below `~`; only for an agent that is such a file. */
  readonly path?: string;
}

export const DEFAULT_CHOICE = {
  enabled: true,
  transport: 'http',
  auth: 'auto',
  permissions: 'nerve',
  bundle: 'default',
  skills: true,
} as const satisfies Omit<AgentChoice, 'name' | 'path'>;

/** Reads the list. @throws UserError for an entry without a name, a double name or an unknown value. */
export function readAgentChoices(data: JsonObject, file: string): AgentChoice[] {
  const list = valueAt(data, ['external_agents', 'targets']);
  if (list === undefined || list === null) return [];
  const where = `external_agents.targets in ${file}`;
  if (!Array.isArray(list)) throw invalid(`${where} must be a list`);
  const seen = new Set<string>();
  return list.map((item: unknown, index) => {
    const at = `entry ${index + 1} of ${where}`;
    if (!isObject(item) || typeof item.name !== 'string' || item.name === '') {
      throw invalid(`${at} must have a name`);
    }
    if (seen.has(item.name)) throw invalid(`${where} names ${item.name} twice`);
    seen.add(item.name);
    return {
      name: item.name,
      enabled: flag(item.enabled, DEFAULT_CHOICE.enabled, `enabled of ${item.name}, ${at},`),
      transport: pick(
        item.transport,
        TRANSPORTS,
        DEFAULT_CHOICE.transport,
        `transport of ${item.name}, ${at}`,
      ),
      auth: pick(item.auth, AUTH_MODES, DEFAULT_CHOICE.auth, `auth of ${item.name}, ${at}`),
      permissions: pick(
        item.permissions,
        PERMISSIONS,
        DEFAULT_CHOICE.permissions,
        `permissions of ${item.name}, ${at}`,
      ),
      bundle: pick(item.bundle, BUNDLE_PLACES, DEFAULT_CHOICE.bundle, `bundle of ${item.name}, ${at}`),
      skills: flag(item.skills, DEFAULT_CHOICE.skills, `skills of ${item.name}, ${at},`),
      ...pathOf(item.path, `path of ${item.name}, ${at}`),
    };
  });
}

function pathOf(value: unknown, where: string): Pick<AgentChoice, 'path'> {
  if (value === undefined || value === null) return {};
  if (typeof value === 'string' && (isAbsolute(value) || /^~[/\\]/.test(value))) return { path: value };
  throw invalid(`${where} is ${JSON.stringify(value)}, expected an absolute path or one below ~`);
}

function flag(value: unknown, fallback: boolean, where: string): boolean {
  const set = value ?? fallback;
  if (typeof set !== 'boolean') throw invalid(`${where} must be true or false`);
  return set;
}

function pick<T extends string>(value: unknown, allowed: readonly T[], fallback: T, where: string): T {
  if (value === undefined || value === null) return fallback;
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined)
    throw invalid(`${where} is ${JSON.stringify(value)}, expected one of ${allowed.join(', ')}`);
  return found;
}

function invalid(message: string): UserError {
  return new UserError(message, { code: 'invalid-config' });
}
