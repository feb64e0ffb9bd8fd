/** The user's own MCP servers: `servers:` in `config.yaml`, written to the agents that they choose. */
import { UserError } from '../kernel/errors.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';

interface ServerBase {
  readonly name: string;
  /** Names of the agents that get it; left out: all that are enabled. */
  readonly agents?: readonly string[];
}

/** A program that an agent starts and talks to through its pipes. Values may hold `${NAME}`. */
export interface StdioServer extends ServerBase {
  readonly kind: 'stdio';
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A server behind a URL. Header values may hold `${NAME}`. */
export interface HttpServer extends ServerBase {
  readonly kind: 'http';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type ServerDefinition = StdioServer | HttpServer;

/** The names of nerve's own entries; nobody else may have them. */
const RESERVED = new Set(['nerve', 'nerve-env']);

export function isReservedName(name: string): boolean {
  return RESERVED.has(name);
}

/**
 * Reads and checks the section.
 * @throws UserError (`invalid-config`) naming the server, the field and what is expected.
 */
export function readServers(data: JsonObject, file: string): ServerDefinition[] {
  const section = data.servers;
  if (section === undefined || section === null) return [];
  if (!isObject(section)) throw invalid(`servers in ${file} must be a mapping of names to servers`);
  return Object.entries(section).map(([name, value]) => readServer(name, value, file));
}

/** A definition as the section says it; `readServers` reads it back. */
export function serverFields(server: ServerDefinition): JsonObject {
  const { agents } = server;
  if (server.kind === 'http') return filled({ url: server.url, headers: server.headers, agents });
  const { command, args, env } = server;
  return filled({ command, args: args.length > 0 ? args : undefined, env, agents });
}

/** Without what says nothing: no value, or a table without names. */
function filled(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  const isSaid = (pair: [string, Json | undefined]): pair is [string, Json] =>
    pair[1] !== undefined && !(isObject(pair[1]) && Object.keys(pair[1]).length === 0);
  return Object.fromEntries(Object.entries(fields).filter(isSaid));
}

function readServer(name: string, value: unknown, file: string): ServerDefinition {
  const where = `the server ${JSON.stringify(name)} in ${file}`;
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name)) {
    throw invalid(`${where}: a name has letters, digits, - and _ only, because every agent must take it`);
  }
  if (isReservedName(name)) throw invalid(`${where}: this name is nerve's own`);
  if (!isObject(value)) throw invalid(`${where} must be a mapping`);
  const known = new Set(['command', 'args', 'env', 'url', 'headers', 'agents']);
  const stranger = Object.keys(value).find((key) => !known.has(key));
  if (stranger) throw invalid(`${where} has an unknown field ${stranger}`);
  if ((value.command === undefined) === (value.url === undefined)) {
    throw invalid(`${where} needs either a command or a url`);
  }
  const agents = value.agents === undefined ? {} : { agents: texts(value.agents, `agents of ${where}`) };
  if (value.url !== undefined) {
    if (value.args !== undefined || value.env !== undefined) {
      throw invalid(`${where} has a url, so it takes headers, not args or env`);
    }
    return {
      kind: 'http',
      name,
      url: url(value.url, where),
      headers: mapping(value.headers, `headers of ${where}`),
      ...agents,
    };
  }
  if (value.headers !== undefined) throw invalid(`${where} has a command, so it takes env, not headers`);
  return {
    kind: 'stdio',
    name,
    command: text(value.command, `command of ${where}`),
    args: value.args === undefined ? [] : texts(value.args, `args of ${where}`),
    env: mapping(value.env, `env of ${where}`),
    ...agents,
  };
}

function url(value: unknown, where: string): string {
  const found = text(value, `url of ${where}`);
  if (!URL.canParse(found) || !/^https?:$/.test(new URL(found).protocol)) {
    throw invalid(`url of ${where} must begin with http:// or https://`);
  }
  if (new URL(found).password !== '')
    throw invalid(`url of ${where} holds a password; use headers with \${NAME}`);
  return found;
}

function text(value: unknown, where: string): string {
  if (typeof value === 'string' && value !== '' && !value.includes('\0')) return value;
  throw invalid(`${where} must be a text`);
}

function texts(value: unknown, where: string): string[] {
  if (!Array.isArray(value)) throw invalid(`${where} must be a list of texts`);
  return value.map((item: unknown) => text(item, where));
}

function mapping(value: unknown, where: string): Record<string, string> {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw invalid(`${where} must be a mapping of texts`);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, text(item, `${key} in ${where}`)]),
  );
}

function invalid(message: string): UserError {
  return new UserError(message, { code: 'invalid-config' });
}
