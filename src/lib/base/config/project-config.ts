/** What a repository says about agents: `.nerve/config.yaml` in it. Untrusted until the user trusts its exact bytes. */
import { UserError } from '../kernel/errors.ts';
import { isObject, type JsonObject } from '../kernel/json.ts';
import { readServers, type ServerDefinition } from './servers.ts';

export interface ProjectConfig {
  /** Names as written. */
  readonly agents: readonly string[];
  /** Whether the agents' project files get nerve's own entry. */
  readonly entry: boolean;
  readonly servers: readonly ServerDefinition[];
  /** Keys that mean nothing here. */
  readonly warnings: readonly string[];
}

const KEYS = ['agents', 'entry', 'servers'];

/**
 * Reads and checks the file's data. Other settings count only in the user's own configuration: a repository must not
 * widen what nerve may do.
 * @throws UserError (`invalid-config`) naming the key and what is expected.
 */
export function readProjectConfig(data: JsonObject, file: string): ProjectConfig {
  const { agents = [], entry = false } = data;
  if (!Array.isArray(agents) || !agents.every((name): name is string => typeof name === 'string')) {
    throw invalid(`agents in ${file} must be a list of names`);
  }
  if (typeof entry !== 'boolean') throw invalid(`entry in ${file} must be true or false`);
  return {
    agents: [...new Set(agents)],
    entry,
    servers: readServers(data, file),
    warnings: Object.keys(data)
      .filter((key) => !KEYS.includes(key))
      .map((key) => `${file}: ${key} is ignored; it counts only in your own configuration`),
  };
}

/** The projects that the user trusts: the hash of the configuration by the absolute path of the folder. */
export type Trust = Readonly<Record<string, string>>;

/** Reads `trust.json`. One that cannot be read trusts nothing. */
export function readTrust(text: string | undefined): Trust {
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    const projects = isObject(parsed) && isObject(parsed.projects) ? parsed.projects : {};
    return Object.fromEntries(
      Object.entries(projects).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    );
  } catch {
    return {};
  }
}

/** The text of `trust.json`. */
export function trustText(projects: Trust): string {
  return `${JSON.stringify({ version: 1, projects }, null, 2)}\n`;
}

function invalid(message: string): UserError {
  return new UserError(message, { code: 'invalid-config' });
}
