/** A process that serves the test tools on its standard streams. */
import { createMcpServer } from '../../src/lib/protocols/mcp/server.ts';
import { createTestHandlers } from './mcp-tools.ts';

const server = createMcpServer({
  info: { name: 'test-server', version: '1.2.3' },
  sessionKey: Buffer.alloc(32, 42),
  handlers: createTestHandlers({
    aborted: [],
    change: () => server.notify({ method: 'notifications/tools/list_changed' }),
  }),
});
const { closed } = server.connect({
  input: process.stdin,
  output: process.stdout,
  principal: { key: 'parent' },
});
await closed;
