/** `config.yaml` as typed values: validated, with the origin of each, unknown keys reported. */
import { UserError } from '../kernel/errors.ts';
import { isObject, type JsonObject, valueAt } from '../kernel/json.ts';
import type { System } from '../system/system.ts';
import { type AgentChoice, readAgentChoices } from './agent-choice.ts';
import { type Env, expandHome, type Paths } from './paths.ts';
import { SETTINGS, type Setting } from './settings.ts';

export type Origin = 'env' | 'config' | 'default';

export interface Config {
  /** Whether `config.yaml` exists. */
  readonly exists: boolean;
  /** The agents that the user chose, in the file's order. */
  readonly agents: readonly AgentChoice[];
  readonly warnings: readonly string[];
  /** The value of a setting and where it came from. */
  get(key: string): { readonly value: string | number | boolean; readonly origin: Origin };
  text(key: string): string;
  flag(key: string): boolean;
  number(key: string): number;
}

/**
 * Reads and checks the configuration; a missing file means all defaults.
 * @throws UserError naming file, key and the allowed values.
 */
export async function loadConfig(system: System, paths: Paths, env: Env): Promise<Config> {
  const file = system.read(paths.config);
  const data = file ? await parseConfig(file.bytes.toString('utf8'), paths.config) : {};
  return createConfig(data, { exists: file !== undefined, file: paths.config, env, home: paths.home });
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

interface Source {
  readonly exists: boolean;
  readonly file: string;
  readonly env: Env;
  readonly home: string;
}

/** Builds a `Config` from parsed data. @throws UserError for a value of the wrong type or range. */
export function createConfig(data: JsonObject, source: Source): Config {
  const values = new Map<string, { value: string | number | boolean; origin: Origin }>();
  for (const setting of SETTINGS) {
    const fromEnv = setting.env ? source.env[setting.env] : undefined;
    const fromFile = valueAt(data, setting.key.split('.'));
    if (fromEnv !== undefined && fromEnv !== '') {
      values.set(setting.key, {
        value: check(setting, coerce(setting, fromEnv), `environment variable ${setting.env}`, source.home),
        origin: 'env',
      });
    } else if (fromFile !== undefined && fromFile !== null) {
      values.set(setting.key, {
        value: check(setting, fromFile, `${setting.key} in ${source.file}`, source.home),
        origin: 'config',
      });
    } else {
      values.set(setting.key, {
        value: check(setting, setting.default, setting.key, source.home),
        origin: 'default',
      });
    }
  }
  const get = (key: string) => {
    const found = values.get(key);
    if (!found) throw new UserError(`There is no setting ${key}`, { code: 'unknown-setting' });
    return found;
  };
  return {
    exists: source.exists,
    agents: readAgentChoices(data, source.file),
    warnings: unknownKeys(data, source.file),
    get,
    text: (key) => String(get(key).value),
    flag: (key) => get(key).value === true,
    number: (key) => Number(get(key).value),
  };
}

/** Environment variables are text; the setting says what they mean. */
function coerce(setting: Setting, text: string): unknown {
  if (setting.type === 'integer') return /^-?\d+$/.test(text) ? Number(text) : text;
  if (setting.type === 'boolean') return ({ '1': true, true: true, '0': false, false: false } as const)[text] ?? text;
  return text;
}

function check(setting: Setting, value: unknown, where: string, home: string): string | number | boolean {
  const fail = (expected: string): never => {
    throw new UserError(`${where} is ${JSON.stringify(value)}, expected ${expected}`, { code: 'invalid-config' });
  };
  switch (setting.type) {
    case 'boolean':
      return typeof value === 'boolean' ? value : fail('true or false');
    case 'integer': {
      const min = setting.min ?? Number.MIN_SAFE_INTEGER;
      const max = setting.max ?? Number.MAX_SAFE_INTEGER;
      const fits = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
      return fits ? value : fail(`a whole number from ${min} to ${max}`);
    }
    case 'choice':
      return typeof value === 'string' && setting.choices?.includes(value)
        ? value
        : fail(`one of ${setting.choices?.join(', ')}`);
    case 'path':
      return typeof value === 'string' && value !== '' ? expandHome(value, home) : fail('a folder');
    case 'string':
      return typeof value === 'string' && value !== '' ? value : fail('a text');
  }
}

const SECTIONS_OF_OTHERS = new Set(['external_agents.targets', 'name', 'timezone']);

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
