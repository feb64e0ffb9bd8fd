/** How an agent writes down an MCP server: the user's definition in its words. Pure. */
import type { HttpServer, ServerDefinition, StdioServer } from '../../base/config/servers.ts';
import type { JsonObject } from '../../base/kernel/json.ts';

export interface Dialect {
  /** The entry, or why this agent cannot have the server. */
  toEntry(server: ServerDefinition): { readonly entry: JsonObject } | { readonly unsupported: string };
}

/** The words of agents whose entries differ in names only. */
export interface DialectWords {
  /** How the agent writes `${NAME}`; `*` stands for the name. */
  readonly reference: string;
  readonly stdio: {
    readonly type?: string;
    /** `command` with `args`, or one list. */
    readonly command: 'split' | 'list';
    readonly env: string;
  };
  readonly http: { readonly type?: string; readonly url: string };
  /** Fields that every entry has. */
  readonly always?: JsonObject;
}

const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** A dialect made of words. */
export function createDialect(words: DialectWords): Dialect {
  const theirs = (value: string): string =>
    value.replace(REFERENCE, (_, name: string) => words.reference.replace('*', name));
  return {
    toEntry(server) {
      const entry =
        server.kind === 'stdio' ? stdioEntry(server, words, theirs) : httpEntry(server, words, theirs);
      return { entry: { ...entry, ...words.always } };
    },
  };
}

function stdioEntry(server: StdioServer, words: DialectWords, theirs: (value: string) => string): JsonObject {
  const { type, command, env } = words.stdio;
  const line = [server.command, ...server.args].map(theirs);
  return {
    ...(type ? { type } : {}),
    ...(command === 'list' ? { command: line } : { command: line[0] ?? '', args: line.slice(1) }),
    ...(Object.keys(server.env).length > 0 ? { [env]: mapValues(server.env, theirs) } : {}),
  };
}

function httpEntry(server: HttpServer, words: DialectWords, theirs: (value: string) => string): JsonObject {
  return {
    ...(words.http.type ? { type: words.http.type } : {}),
    [words.http.url]: theirs(server.url),
    ...(Object.keys(server.headers).length > 0 ? { headers: mapValues(server.headers, theirs) } : {}),
  };
}

function mapValues(
  record: Readonly<Record<string, string>>,
  map: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
