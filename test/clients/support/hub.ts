/** Stands for the hub: a minimal MCP server (Streamable HTTP, JSON answers) that checks tokens and notes all it gets. */
import { type LoopbackServer, sendJson, serve } from './http.ts';

export interface HubCall {
  /** JSON-RPC method, or the HTTP verb of a request without one. */
  readonly method: string;
  /** The tool, for `tools/call`. */
  readonly tool: string | undefined;
  readonly authorization: string | undefined;
  readonly status: number;
}

export interface Hub extends LoopbackServer {
  readonly calls: readonly HubCall[];
  /** The bearer tokens that are let in; all others get 401. */
  readonly tokens: Set<string>;
}

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: { readonly name?: string; readonly protocolVersion?: string };
}

const PATH = '/mcp/v1';
const inputSchema = { type: 'object', properties: {} };
const TOOLS = [
  { name: 'look', description: 'Looks.', inputSchema, annotations: { readOnlyHint: true } },
  // Without a hint a tool may change things, so clients want permission.
  { name: 'change', description: 'Changes something.', inputSchema },
];

/** Starts it on the path where nerve says the hub's endpoint is. */
export async function startHub(): Promise<Hub> {
  const calls: HubCall[] = [];
  const tokens = new Set<string>();
  const server = await serve(({ method, path, headers, body }, answer) => {
    const { authorization } = headers;
    const message = (body ?? {}) as Message;
    const send = (status: number, value?: unknown): void => {
      calls.push({ method: message.method ?? method, tool: message.params?.name, authorization, status });
      if (value === undefined) answer.writeHead(status).end();
      else sendJson(answer, status, value);
    };
    if (path !== PATH) return send(404);
    if (!authorization?.startsWith('Bearer ') || !tokens.has(authorization.slice('Bearer '.length)))
      return send(401);
    if (method !== 'POST') return send(405);
    if (message.id === undefined) return send(202);
    send(200, { jsonrpc: '2.0', id: message.id, ...reply(message) });
  });
  return { ...server, calls, tokens };
}

/** Clients that try `server/discover` first fall back to `initialize` on this error. */
function reply({ method, params }: Message): { result: unknown } | { error: unknown } {
  switch (method) {
    case 'initialize':
      return {
        result: {
          protocolVersion: params?.protocolVersion ?? '2025-06-18',
          capabilities: { tools: {} },
          serverInfo: { name: 'stub', version: '1.0.0' },
        },
      };
    case 'ping':
      return { result: {} };
    case 'tools/list':
      return { result: { tools: TOOLS } };
    case 'tools/call':
      return { result: { content: [{ type: 'text', text: `${params?.name} was called` }] } };
    default:
      return { error: { code: -32601, message: 'Method not found' } };
  }
}
