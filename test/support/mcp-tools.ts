/** A few tools, resources and prompts to serve in tests of the MCP core. */
import { setTimeout as sleep } from 'node:timers/promises';
import { invalidParams, resourceNotFound } from '../../src/lib/protocols/mcp/errors.ts';
import type { Call, Handlers } from '../../src/lib/protocols/mcp/handlers.ts';
import { headerParamsOf } from '../../src/lib/protocols/mcp/header-params.ts';
import type { Fields, ToolResult } from '../../src/lib/protocols/mcp/types.ts';

export const text = (words: string): ToolResult => ({ content: [{ type: 'text', text: words }] });

export const question = {
  method: 'elicitation/create',
  params: {
    message: 'What is your name?',
    requestedSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
  },
} as const;

const REGION = {
  type: 'object',
  properties: { region: { type: 'string', 'x-mcp-header': 'Region' }, count: { type: 'integer' } },
};

/** What tests see and do beside the wire. */
export interface Witness {
  /** Ids of calls of the tool `waits` that have begun. */
  readonly started?: string[];
  /** Ids of calls that have seen their signal. */
  readonly aborted: string[];
  /** What the tool `change` does. */
  readonly change?: () => void;
}

type Run = (call: Call, args: Fields, witness: Witness) => ToolResult | Promise<ToolResult>;

const TOOLS: Readonly<Record<string, { run: Run; inputSchema?: Fields }>> = {
  echo: {
    run: (_call, args) => ({ ...text(`echo: ${args.text}`), structuredContent: { echoed: args.text } }),
    inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
  },
  boom: { run: () => ({ ...text('boom failed on purpose'), isError: true }) },
  throws: {
    run: () => {
      throw new Error('a secret of the server');
    },
  },
  rejects: { run: () => Promise.reject(new Error('a secret of the server')) },
  refuses: {
    run: () => {
      throw invalidParams('text is too long', { most: 3 });
    },
  },
  list: { run: () => ({ ...text('[1,2]'), structuredContent: [1, 2] }) },
  whoami: {
    run: ({ principal, protocolVersion, sessionId, client, meta, transport }) =>
      text(JSON.stringify({ principal, protocolVersion, sessionId, client, meta, transport })),
  },
  steps: {
    run: async (call) => {
      for (const progress of [1, 1, 2]) {
        call.progress({ progress, total: 2, message: `step ${progress}` });
        await sleep(5);
      }
      return text('done');
    },
  },
  logs: {
    run: (call) => {
      call.log('debug', 'fine');
      call.log('error', { reason: 'bad' }, 'core');
      return text('logged');
    },
  },
  waits: {
    run: async (call, args, witness) => {
      witness.started?.push(String(call.requestId));
      await sleep(Number(args.ms ?? 60_000), undefined, { signal: call.signal }).catch(() => {
        witness.aborted.push(String(call.requestId));
      });
      return text('waited');
    },
  },
  asks: {
    run: async (call) => {
      const { user } = await call.ask({ user: question });
      return text(`user: ${JSON.stringify(user)}`);
    },
  },
  asks_twice: {
    run: async (call) => {
      const { first } = await call.ask({ first: question });
      const { second } = await call.ask({ second: question });
      return text(JSON.stringify([first, second]));
    },
  },
  change: {
    run: (_call, _args, witness) => {
      witness.change?.();
      return text('changed');
    },
  },
  region: { run: (_call, args) => text(JSON.stringify(args)), inputSchema: REGION },
};

/** Handlers for all features. */
export function createTestHandlers(witness: Witness = { aborted: [] }): Handlers {
  return {
    listTools: () => ({
      items: Object.entries(TOOLS).map(([name, { inputSchema = { type: 'object' } }]) => ({
        name,
        description: `The tool ${name}`,
        inputSchema,
      })),
    }),
    callTool(call, name, args) {
      const tool = TOOLS[name];
      if (!tool || !Object.hasOwn(TOOLS, name)) throw invalidParams(`Unknown tool: ${name}`);
      return tool.run(call, args, witness);
    },
    headerParams: (_call, name) => (name === 'region' ? headerParamsOf(REGION) : undefined),
    listResources: () => ({ items: [{ uri: 'note://one', name: 'One' }] }),
    readResource(_call, uri) {
      if (uri !== 'note://one') throw resourceNotFound(uri);
      return { contents: [{ uri, text: 'one' }], ttlMs: 5 };
    },
    listPrompts: () => ({ items: [{ name: 'greet', arguments: [{ name: 'who' }] }] }),
    async getPrompt(call, name, { who = 'you' }) {
      if (name === 'asked') {
        const { user } = await call.ask({ user: question });
        return { messages: [{ role: 'user', content: { type: 'text', text: JSON.stringify(user) } }] };
      }
      if (name !== 'greet') throw invalidParams(`Unknown prompt: ${name}`);
      return { messages: [{ role: 'user', content: { type: 'text', text: `Hello ${who}` } }] };
    },
    complete: (_call, { argument }) => ({
      values: Array.from({ length: 120 }, (_, at) => `${argument.value}${at}`),
    }),
  };
}
