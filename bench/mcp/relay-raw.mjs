/** The floor of a bridge: lines to POSTs and back on connections that are kept; no eras, no token, no second try. */
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';

const [, , url = ''] = process.argv;
const agent = new Agent({ keepAlive: true });
let session = {};

createInterface({ input: process.stdin }).on('line', (line) => {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'content-length': Buffer.byteLength(line),
    ...session,
  };
  const req = request(url, { method: 'POST', agent, headers }, (res) => {
    const id = res.headers['mcp-session-id'];
    if (typeof id === 'string') session = { 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' };
    const chunks = [];
    res.on('data', (chunk) => chunks.push(chunk));
    res.on('end', () => {
      if (chunks.length > 0) process.stdout.write(`${Buffer.concat(chunks)}\n`);
    });
  });
  req.end(line);
});
