/** The floor: `node:http`, JSON and a switch; no checks, no eras, no sessions. */
import { createServer } from 'node:http';
import { catalogue, say } from './catalogue.ts';
import { serve } from './child.ts';

const tools = catalogue();

serve(
  createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk) => chunks.push(chunk));
    req.on('end', () => {
      const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      if (id === undefined) {
        res.writeHead(202).end();
        return;
      }
      const body = JSON.stringify({ jsonrpc: '2.0', id, result: resultOf(method, params) });
      res.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'mcp-session-id': 'raw',
      });
      res.end(body);
    });
  }),
);

function resultOf(
  method: string,
  params: { arguments?: { text?: string }; protocolVersion?: string },
): object {
  if (method === 'tools/call') return say(params.arguments?.text);
  if (method === 'tools/list') return { tools };
  return {
    protocolVersion: params.protocolVersion,
    capabilities: {},
    serverInfo: { name: 'raw', version: '1' },
  };
}
