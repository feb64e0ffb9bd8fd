/** nerve's own wire core. */
import { createServer } from 'node:http';
import { createMcpServer } from '../../src/lib/protocols/mcp/server.ts';
import { catalogue, say } from './catalogue.ts';
import { serve } from './child.ts';

const tools = catalogue();
const principal = { key: 'bench' };
const server = createMcpServer({
  info: { name: 'nerve', version: '1' },
  sessionKey: Buffer.alloc(32, 1),
  handlers: {
    listTools: () => ({ cacheKey: '1', items: tools }),
    callTool: (_call, _name, args) => say(args.text),
  },
});

serve(createServer((req, res) => server.handle(req, res, principal)));
