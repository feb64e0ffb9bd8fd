/** A small server with everything that the conformance suite asks for, on the core as the hub will use it. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { invalidParams, resourceNotFound } from '../../src/lib/protocols/mcp/errors.ts';
import type { Handlers } from '../../src/lib/protocols/mcp/handlers.ts';
import { headerParamsOf } from '../../src/lib/protocols/mcp/header-params.ts';
import { isEndpoint } from '../../src/lib/protocols/mcp/http/http.ts';
import { createMcpServer } from '../../src/lib/protocols/mcp/server.ts';
import type { PromptResult } from '../../src/lib/protocols/mcp/types.ts';
import { embedded, form, image, PNG, text } from './content.ts';
import { FIXTURE_TOOLS } from './tools.ts';

const PRINCIPAL = { key: 'conformance' };
const LOCAL = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/** Starts it on a free port of the loopback interface. */
export async function startExample(): Promise<{ readonly port: number; close(): Promise<void> }> {
  const mcp = createMcpServer({
    info: { name: 'nerve-example', version: '1.0.0' },
    instructions: 'An example for the conformance suite.',
    sessionKey: Buffer.alloc(32, 7),
    handlers: createHandlers((notice) => mcp.notify(notice, PRINCIPAL.key)),
  });
  const server = createServer((req, res) => {
    if (!isLocal(req)) res.writeHead(403).end();
    else if (isEndpoint(req.url, '/mcp/v1')) mcp.handle(req, res, PRINCIPAL);
    else res.writeHead(404).end();
  });
  return {
    port: await listen(server),
    async close() {
      await mcp.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Host and Origin are the caller's to check; this is the least of it. */
function isLocal({ headers: { host = '', origin } }: IncomingMessage): boolean {
  return LOCAL.test(host) && (origin === undefined || LOCAL.test(origin.replace(/^https?:\/\//, '')));
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const tools = new Map(FIXTURE_TOOLS.map((tool) => [tool.name, tool]));
const headerParams = new Map(
  FIXTURE_TOOLS.map(({ name, inputSchema }) => [name, headerParamsOf(inputSchema)]),
);

function createHandlers(notify: Parameters<(typeof FIXTURE_TOOLS)[number]['run']>[2]): Handlers {
  return {
    listTools: () => ({
      cacheKey: '1',
      items: () =>
        FIXTURE_TOOLS.map(({ name, inputSchema }) => ({ name, description: `Fixture ${name}`, inputSchema })),
    }),
    callTool(call, name, args) {
      const tool = tools.get(name);
      if (!tool) throw invalidParams(`Unknown tool: ${name}`);
      return tool.run(call, args, notify);
    },
    headerParams: (_call, name) => headerParams.get(name),
    listResources: () => ({
      items: [
        { uri: 'test://static-text', name: 'Static text', description: 'A text', mimeType: 'text/plain' },
        {
          uri: 'test://static-binary',
          name: 'Static binary',
          description: 'A picture',
          mimeType: 'image/png',
        },
        { uri: 'test://watched-resource', name: 'Watched', description: 'Changes', mimeType: 'text/plain' },
      ],
    }),
    listResourceTemplates: () => ({
      items: [{ uriTemplate: 'test://template/{id}/data', name: 'Template', mimeType: 'application/json' }],
    }),
    readResource(_call, uri) {
      if (uri === 'test://static-binary') return { contents: [{ uri, mimeType: 'image/png', blob: PNG }] };
      const words =
        uri === 'test://static-text' ? 'This is the content of the static text resource.' : undefined;
      if (words) return { contents: [{ uri, mimeType: 'text/plain', text: words }] };
      if (uri === 'test://watched-resource')
        return { contents: [{ uri, mimeType: 'text/plain', text: 'watched' }] };
      const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1];
      if (id === undefined) throw resourceNotFound(uri);
      const data = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` });
      return { contents: [{ uri, mimeType: 'application/json', text: data }] };
    },
    listPrompts: () => ({ items: PROMPTS }),
    async getPrompt(call, name, args): Promise<PromptResult> {
      const user = (...parts: ReturnType<typeof text>[]): PromptResult => ({
        messages: parts.map((content) => ({ role: 'user', content })),
      });
      switch (name) {
        case 'test_simple_prompt':
          return user(text('This is a simple prompt for testing.'));
        case 'test_prompt_with_arguments':
          return user(text(`Prompt with arguments: arg1='${args.arg1}', arg2='${args.arg2}'`));
        case 'test_prompt_with_embedded_resource':
          return user(
            embedded(args.resourceUri ?? '', 'text/plain', 'Embedded resource content for testing.'),
            text('Please process the embedded resource above.'),
          );
        case 'test_prompt_with_image':
          return user(image, text('Please analyze the image above.'));
        case 'test_input_required_result_prompt': {
          const question = form('What context should the prompt use?', { context: { type: 'string' } });
          const { user_context } = await call.ask({ user_context: question });
          return user(text(JSON.stringify(user_context.content)));
        }
        default:
          throw invalidParams(`Unknown prompt: ${name}`);
      }
    },
    complete: (_call, { argument }) => ({
      values: ['paris', 'park', 'party'].filter((word) => word.startsWith(argument.value)),
    }),
  };
}

const argument = (name: string) => ({ name, description: `Argument ${name}`, required: true });

const PROMPTS = [
  { name: 'test_simple_prompt', description: 'Says one thing' },
  {
    name: 'test_prompt_with_arguments',
    description: 'Takes two',
    arguments: [argument('arg1'), argument('arg2')],
  },
  { name: 'test_prompt_with_embedded_resource', description: 'Embeds', arguments: [argument('resourceUri')] },
  { name: 'test_prompt_with_image', description: 'Shows a picture' },
  { name: 'test_input_required_result_prompt', description: 'Asks first' },
];
