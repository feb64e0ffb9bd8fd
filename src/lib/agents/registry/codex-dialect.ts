/**
 * Codex' words for an MCP server. It expands no `${NAME}`: variables are passed by name (`env_vars`,
 * `bearer_token_env_var`, `env_http_headers`), so only whole values can be references.
 */
import type { HttpServer, StdioServer } from '../../base/config/servers.ts';
import type { JsonObject } from '../../base/kernel/json.ts';
import type { Dialect, OwnServer } from './dialect.ts';
import { pairsOf, readingEntry, refuse, textOf, textsOf, unsaidOf, withReferences } from './read-entry.ts';

const WHOLE = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;
const BEARER = /^Bearer \$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;
const ANY = /\$\{[A-Za-z_][A-Za-z0-9_]*\}/;

export const codexDialect: Dialect = {
  toEntry(server) {
    const plain = server.kind === 'stdio' ? [server.command, ...server.args] : [server.url];
    const partial = plain.find((value) => ANY.test(value));
    if (partial)
      return {
        unsupported: `Codex expands no variables in ${server.kind === 'stdio' ? 'command lines' : 'URLs'}`,
      };
    return server.kind === 'stdio' ? stdioEntry(server) : httpEntry(server);
  },
  fromEntry: (name, entry) =>
    readingEntry(entry, (fields) =>
      fields.command === undefined ? readHttp(name, fields) : readStdio(name, fields),
    ),
};

/** What tunes how Codex alone uses a server, approvals included. */
const TUNING = [
  'startup_timeout_sec',
  'startup_timeout_ms',
  'tool_timeout_sec',
  'required',
  'supports_parallel_tool_calls',
  'default_tools_approval_mode',
  'tools',
];

function stdioEntry(server: StdioServer): ReturnType<Dialect['toEntry']> {
  const fixed: Record<string, string> = {};
  const passed: string[] = [];
  for (const [key, value] of Object.entries(server.env)) {
    const variable = WHOLE.exec(value)?.[1];
    if (variable === key) passed.push(key);
    else if (ANY.test(value))
      return { unsupported: `Codex can pass ${key} only from a variable of the same name` };
    else fixed[key] = value;
  }
  return {
    entry: {
      command: server.command,
      args: server.args,
      ...(Object.keys(fixed).length > 0 ? { env: fixed } : {}),
      ...(passed.length > 0 ? { env_vars: passed } : {}),
    },
  };
}

function httpEntry(server: HttpServer): ReturnType<Dialect['toEntry']> {
  const fixed: Record<string, string> = {};
  const passed: Record<string, string> = {};
  let bearer: string | undefined;
  for (const [key, value] of Object.entries(server.headers)) {
    const token = key.toLowerCase() === 'authorization' ? BEARER.exec(value)?.[1] : undefined;
    const variable = WHOLE.exec(value)?.[1];
    if (token) bearer = token;
    else if (variable) passed[key] = variable;
    else if (ANY.test(value)) return { unsupported: `Codex can take ${key} only whole from a variable` };
    else fixed[key] = value;
  }
  return {
    entry: {
      url: server.url,
      ...(bearer ? { bearer_token_env_var: bearer } : {}),
      ...(Object.keys(fixed).length > 0 ? { http_headers: fixed } : {}),
      ...(Object.keys(passed).length > 0 ? { env_http_headers: passed } : {}),
    },
  };
}

function readStdio(name: string, entry: JsonObject): OwnServer {
  const env = new Map(textsOf(entry.env_vars, 'env_vars').map((key) => [key, `\${${key}}`]));
  // A value of its own wins over the variable.
  for (const [key, value] of pairsOf(entry.env, 'env')) env.set(key, plain(value, `${key} in env`));
  return {
    server: {
      kind: 'stdio',
      name,
      command: plain(textOf(entry.command, 'command'), 'command'),
      args: textsOf(entry.args, 'args').map((word) => plain(word, 'args')),
      env: Object.fromEntries(env),
    },
    ...unsaidOf(entry, { said: ['command', 'args', 'env', 'env_vars'], tuning: TUNING }),
  };
}

function readHttp(name: string, entry: JsonObject): OwnServer {
  if (entry.url === undefined) return refuse('it has neither a command nor a URL');
  const { bearer_token_env_var: bearer } = entry;
  const headers = [
    ...pairsOf(entry.http_headers, 'http_headers').map(([key, value]) => [key, plain(value, key)] as const),
    ...pairsOf(entry.env_http_headers, 'env_http_headers').map(
      ([key, name]) => [key, `\${${name}}`] as const,
    ),
    ...(bearer === undefined
      ? []
      : [['Authorization', `Bearer \${${textOf(bearer, 'bearer_token_env_var')}}`] as const]),
  ];
  const names = headers.map(([key]) => key.toLowerCase());
  if (new Set(names).size < names.length) refuse('it gives a header twice');
  const said = ['url', 'http_headers', 'env_http_headers', 'bearer_token_env_var'];
  return {
    server: {
      kind: 'http',
      name,
      url: plain(textOf(entry.url, 'url'), 'url'),
      headers: Object.fromEntries(headers),
    },
    ...unsaidOf(entry, { said, tuning: TUNING }),
  };
}

/** Codex expands nothing, so what looks like a reference is none. */
function plain(text: string, field: string): string {
  return withReferences(text, field, []);
}
