/**
 * Codex' words for an MCP server. It expands no `${NAME}`: variables are passed by name (`env_vars`,
 * `bearer_token_env_var`, `env_http_headers`), so only whole values can be references.
 */
import type { HttpServer, StdioServer } from '../../base/config/servers.ts';
import type { Dialect } from './dialect.ts';

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
};

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
