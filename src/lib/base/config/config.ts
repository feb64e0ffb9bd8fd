/** `config.yaml` as typed values: validated, with the origin of each, unknown keys reported. */
import { UserError } from '../kernel/errors.ts';
import { isObject, type JsonObject, valueAt } from '../kernel/json.ts';
import type { System } from '../system/system.ts';
import { type AgentChoice, readAgentChoices } from './agent-choice.ts';
import { isOpenWire } from './loopback.ts';
import type { Env, Paths } from './paths.ts';
import { readServers, type ServerDefinition } from './servers.ts';
import { checkValue, parseText, type Value } from './setting-value.ts';
import { SETTINGS, type Setting } from './settings.ts';

export type Origin = 'env' | 'config' | 'default';

export interface Config {
  /** Whether `config.yaml` exists. */
  readonly exists: boolean;
  /** The agents that the user chose, in the file's order. */
  readonly agents: readonly AgentChoice[];
  /** The user's own MCP servers. */
  readonly servers: readonly ServerDefinition[];
  readonly warnings: readonly string[];
  /** The value of a setting and where it came from. */
  get(key: string): { readonly value: Value; readonly origin: Origin };
  text(key: string): string;
  flag(key: string): boolean;
  number(key: string): number;
}

export interface LoadOptions {
  /**
   * Gets what is wrong instead of an exception; the default then stands in for each bad value. For commands that
   * show or mend the file.
   */
  readonly onProblem?: (problem: UserError) => void;
}

/**
 * Reads and checks the configuration; a missing file means all defaults.
 * @throws UserError naming file, key and the allowed values.
 */
export async function loadConfig(
  system: System,
  paths: Paths,
  env: Env,
  options: LoadOptions = {},
): Promise<Config> {
  const file = system.read(paths.config);
  const tolerate = createTolerance(options);
  const data = await tolerate(
    async () => (file ? await parseConfig(file.bytes.toString('utf8'), paths.config) : {}),
    async (): Promise<JsonObject> => ({}),
  );
  return createConfig(data, {
    exists: file !== undefined,
    file: paths.config,
    env,
    home: paths.home,
    ...options,
  });
}

async function parseConfig(text: string, file: string): Promise<JsonObject> {
  const { yaml } = await import('../formats/yaml/index.ts');
  try {
    return yaml.parse(text);
  } catch (error) {
    throw new UserError(`${file} is not valid YAML: ${error instanceof Error ? error.message : error}`, {
      code: 'invalid-config',
      hint: 'mend the line, or move the file away and run `nerve init` again',
      cause: error,
    });
  }
}

interface Source extends LoadOptions {
  readonly exists: boolean;
  readonly file: string;
  readonly env: Env;
  readonly home: string;
}

/** One place where values are looked for. */
interface Layer {
  readonly origin: Origin;
  /** Undefined where this layer says nothing about a setting. */
  find(setting: Setting): { readonly value: unknown; readonly where: string } | undefined;
}

/** Builds a `Config` from parsed data. @throws UserError for a value of the wrong type or range. */
export function createConfig(data: JsonObject, source: Source): Config {
  // The strongest first; flags come in as environment variables (base-command.ts). The file of a project would stand
  // between the two.
  const layers = [environmentLayer(source.env), fileLayer(data, source.file)];
  const tolerate = createTolerance(source);
  const values = new Map<string, { readonly value: Value; readonly origin: Origin }>();
  for (const setting of SETTINGS) {
    const fallback = () => ({
      value: checkValue(setting, setting.default, setting.key, source.home),
      origin: 'default' as const,
    });
    const find = () => {
      for (const layer of layers) {
        const found = layer.find(setting);
        if (!found) continue;
        return { value: checkValue(setting, found.value, found.where, source.home), origin: layer.origin };
      }
      return fallback();
    };
    values.set(setting.key, tolerate(find, fallback));
  }
  const get = (key: string) => {
    const found = values.get(key);
    if (!found) throw new UserError(`There is no setting ${key}`, { code: 'unknown-setting' });
    return found;
  };
  return {
    exists: source.exists,
    servers: tolerate(
      () => readServers(data, source.file),
      () => [],
    ),
    agents: tolerate(
      () => readAgentChoices(data, source.file),
      () => [],
    ),
    warnings: [...unknownKeys(data, source.file), ...openWire(String(get('hub.url').value))],
    get,
    text: (key) => String(get(key).value),
    flag: (key) => get(key).value === true,
    number: (key) => Number(get(key).value),
  };
}

function environmentLayer(env: Env): Layer {
  return {
    origin: 'env',
    find: (setting) => {
      const text = setting.env ? env[setting.env] : undefined;
      if (text === undefined || text === '') return undefined;
      return { value: parseText(setting, text), where: `environment variable ${setting.env}` };
    },
  };
}

function fileLayer(data: JsonObject, file: string): Layer {
  return {
    origin: 'config',
    find: (setting) => {
      const value = valueAt(data, setting.key.split('.'));
      return value === undefined || value === null
        ? undefined
        : { value, where: `${setting.key} in ${file}` };
    },
  };
}

/** Runs something that may throw a `UserError`; the fallback counts where problems are only noted. */
function createTolerance({ onProblem }: LoadOptions): <T>(work: () => T, fallback: () => T) => T {
  return (work, fallback) => {
    const recover = (error: unknown) => {
      if (!onProblem || !(error instanceof UserError)) throw error;
      onProblem(error);
      return fallback();
    };
    try {
      const result = work();
      return result instanceof Promise ? (result.catch(recover) as typeof result) : result;
    } catch (error) {
      return recover(error);
    }
  };
}

function openWire(url: string): string[] {
  return isOpenWire(url)
    ? [`hub.url ${url} is plain http to another machine; tokens can be read on the way, so use https`]
    : [];
}

const SECTIONS_OF_OTHERS = new Set(['external_agents.targets', 'servers', 'name', 'timezone']);

function unknownKeys(data: JsonObject, file: string): string[] {
  const known = new Set([...SETTINGS.map((setting) => setting.key), ...SECTIONS_OF_OTHERS]);
  const found: string[] = [];
  const visit = (value: JsonObject, prefix: string): void => {
    for (const [key, child] of Object.entries(value)) {
      const path = prefix ? `${prefix}.${key}` : key;
      if (known.has(path)) continue;
      if (isObject(child) && [...known].some((name) => name.startsWith(`${path}.`))) visit(child, path);
      else found.push(`${file}: ${path} is not a setting of nerve and is ignored`);
    }
  };
  visit(data, '');
  return found;
}
