/** How an agent writes down an MCP server: the user's definition in its words, and back. Pure. */
import type { HttpServer, ServerDefinition, StdioServer } from '../../base/config/servers.ts';
import type { Json, JsonObject } from '../../base/kernel/json.ts';
import { pairsOf, readingEntry, refuse, textOf, textsOf, unsaidOf, withReferences } from './read-entry.ts';

export interface Dialect {
  /** The entry, or why this agent cannot have the server. */
  toEntry(server: ServerDefinition): { readonly entry: JsonObject } | Unsaid;
  /** What the agent's own entry says, or why no definition can say it. */
  fromEntry(name: string, entry: Json): OwnServer | Unsaid;
}

export interface Unsaid {
  readonly unsupported: string;
}

/** An agent's own entry as a definition, and what the definition leaves unsaid. */
export interface OwnServer {
  readonly server: ServerDefinition;
  /** Fields that a definition has no words for. */
  readonly apart: readonly string[];
  /** Those of them without which it would be another server, or one that may do more. */
  readonly essential: readonly string[];
  /** The agent does not start it. */
  readonly off: boolean;
}

/** The words of agents whose entries differ in names only. */
export interface DialectWords {
  /** How the agent writes `${NAME}`; `*` stands for the name. */
  readonly reference: string;
  /** Further spellings that it reads. */
  readonly alsoReads?: readonly string[];
  readonly stdio: {
    readonly type?: string;
    /** `command` with `args`, or one list. */
    readonly command: 'split' | 'list';
    readonly env: string;
  };
  readonly http: {
    readonly type?: string;
    readonly url: string;
    /** An older name that it still reads. */
    readonly formerUrl?: string;
  };
  /** Fields that every entry has. */
  readonly always?: JsonObject;
  /** Fields that tune how this agent alone uses a server; the others do well without them. */
  readonly tuning: readonly string[];
}

const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
const STDIO_TYPES: readonly Json[] = ['stdio', 'local'];
const HTTP_TYPES: readonly Json[] = ['http', 'remote', 'streamable-http', 'streamableHttp'];

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
    fromEntry: (name, entry) =>
      readingEntry(entry, (fields) =>
        fields.command === undefined ? readHttp(name, fields, words) : readStdio(name, fields, words),
      ),
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

function readStdio(name: string, entry: JsonObject, words: DialectWords): OwnServer {
  const { command: form, env } = words.stdio;
  checkType(entry, STDIO_TYPES);
  const line =
    form === 'list'
      ? textsOf(entry.command, 'command')
      : [textOf(entry.command, 'command'), ...textsOf(entry.args, 'args')];
  const said = ['type', 'command', env, ...(form === 'list' ? [] : ['args'])];
  const [command = '', ...args] = line.map((word, at) => ours(word, at === 0 ? 'command' : 'args', words));
  const server = { kind: 'stdio' as const, name, command, args, env: readTable(entry[env], env, words) };
  return { server, ...unsaidOf(entry, { said, tuning: words.tuning, usual: words.always ?? {} }) };
}

function readHttp(name: string, entry: JsonObject, words: DialectWords): OwnServer {
  const names = [words.http.url, words.http.formerUrl ?? words.http.url];
  const key = names.find((candidate) => entry[candidate] !== undefined);
  if (!key) return refuse('it has neither a command nor an address for Streamable HTTP');
  checkType(entry, HTTP_TYPES);
  const url = ours(textOf(entry[key], key), key, words);
  const headers = readTable(entry.headers, 'headers', words);
  const said = ['type', key, 'headers'];
  return {
    server: { kind: 'http', name, url, headers },
    ...unsaidOf(entry, { said, tuning: words.tuning, usual: words.always ?? {} }),
  };
}

function checkType({ type }: JsonObject, known: readonly Json[]): void {
  if (type === undefined || known.includes(type)) return;
  refuse('its type is neither that of a program nor Streamable HTTP');
}

function readTable(value: Json | undefined, field: string, words: DialectWords): Record<string, string> {
  const pairs = pairsOf(value, field).map(([key, text]) => [key, ours(text, `${key} in ${field}`, words)]);
  return Object.fromEntries(pairs);
}

function ours(text: string, field: string, { reference, alsoReads = [] }: DialectWords): string {
  return withReferences(text, field, [reference, ...alsoReads].map(patternOf));
}

/** Finds a spelling of a reference; the name is the first group. */
function patternOf(spelling: string): RegExp {
  const escaped = spelling.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(escaped.replace('\\*', '([A-Za-z_][A-Za-z0-9_]*)'), 'g');
}

function mapValues(
  record: Readonly<Record<string, string>>,
  map: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
