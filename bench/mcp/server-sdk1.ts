/** SDK v1, the cheapest way that it offers: low-level server, one per session, JSON answers. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { catalogue, say } from './catalogue.ts';
import { serve } from './child.ts';

const tools = catalogue();
const sessions = new Map<string, StreamableHTTPServerTransport>();

serve(createServer((req, res) => void handle(req, res)));

async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const known = sessions.get(String(req.headers['mcp-session-id']));
  await (known ?? (await open())).handleRequest(req, res);
}

async function open(): Promise<StreamableHTTPServerTransport> {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    enableJsonResponse: true,
    onsessioninitialized: (id) => {
      sessions.set(id, transport);
    },
  });
  const server = new Server({ name: 'sdk1', version: '1' }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => say(params.arguments?.text));
  // Its types are those of the other SDK's optional members.
  await server.connect(transport as never);
  return transport;
}
