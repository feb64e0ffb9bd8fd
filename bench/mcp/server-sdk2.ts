/** SDK v2, the cheapest way that it offers for 2026-07-28: low-level server behind its handler for `node:http`. */
import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, Server } from '@modelcontextprotocol/server';
import { catalogue, say } from './catalogue.ts';
import { serve } from './child.ts';

const tools = catalogue();
const handler = createMcpHandler(() => {
  const server = new Server({ name: 'sdk2', version: '1' }, { capabilities: { tools: {} } });
  server.setRequestHandler('tools/list', () => ({ tools }));
  server.setRequestHandler('tools/call', ({ params }) => say(params.arguments?.text));
  return server;
});
const handle = toNodeHandler(handler);

serve(createServer((req, res) => void handle(req, res)));
