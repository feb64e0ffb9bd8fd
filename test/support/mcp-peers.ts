/** Clients of both SDK lines, over both transports, behind one face. */
import { Client as Client2, StreamableHTTPClientTransport as Http2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as Stdio2 } from '@modelcontextprotocol/client/stdio';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as Stdio1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as Http1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';

export interface CallOptions {
  readonly onprogress?: (update: { readonly progress: number }) => void;
  readonly signal?: AbortSignal;
}

export interface Peer {
  toolNames(): Promise<string[]>;
  /** What else there is: URIs, templates, names. */
  offers(): Promise<Offers>;
  /** The text of the first content. */
  call(name: string, args?: Record<string, unknown>, options?: CallOptions): Promise<string>;
  readUri(uri: string): Promise<unknown>;
  prompt(name: string, args: Record<string, string>): Promise<unknown>;
  /** For an argument of the prompt `greet`, or of a template. */
  complete(value: string, template?: string): Promise<readonly string[]>;
  /** How often it was told that the tools changed. */
  changes(): number;
  close(): Promise<void>;
}

export interface Offers {
  readonly resources: readonly string[];
  readonly templates: readonly string[];
  readonly prompts: readonly string[];
}

/** Where the server is, or how it is started. */
export type Target =
  | { readonly url: string; readonly principal: string }
  | { readonly command: string; readonly args: string[]; readonly env?: Record<string, string> };

const INFO = { name: 'peer', version: '1' };
const ANSWER = { action: 'accept' as const, content: { name: 'Ada' } };

function textOf(result: unknown): string {
  const { content } = result as { content: readonly { readonly text: string }[] };
  return content[0]?.text ?? '';
}

async function offersOf(client: Client1 | Client2): Promise<Offers> {
  return {
    resources: (await client.listResources()).resources.map(({ uri }) => uri),
    templates: (await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate),
    prompts: (await client.listPrompts()).prompts.map(({ name }) => name),
  };
}

function completion(value: string, template: string | undefined) {
  return template === undefined
    ? { ref: { type: 'ref/prompt', name: 'greet' } as const, argument: { name: 'who', value } }
    : { ref: { type: 'ref/resource', uri: template } as const, argument: { name: 'any', value } };
}

/** SDK v1: sessions of 2025. */
export async function connectV1(target: Target): Promise<Peer> {
  let changes = 0;
  const client = new Client1(INFO, { capabilities: { elicitation: {} } });
  client.setRequestHandler(ElicitRequestSchema, () => ANSWER);
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
    changes += 1;
  });
  const transport =
    'url' in target
      ? new Http1(new URL(target.url), {
          requestInit: { headers: { authorization: `Bearer ${target.principal}` } },
        })
      : new Stdio1(target);
  // Its own types disagree about an optional member.
  await client.connect(transport as never);
  return {
    toolNames: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args = {}, options = {}) =>
      textOf(await client.callTool({ name, arguments: args }, undefined, options)),
    readUri: (uri) => client.readResource({ uri }),
    prompt: (name, args) => client.getPrompt({ name, arguments: args }),
    offers: () => offersOf(client),
    complete: async (value, template) =>
      (await client.complete(completion(value, template))).completion.values,
    changes: () => changes,
    async close() {
      if (transport instanceof Http1) await transport.terminateSession();
      await client.close();
    },
  };
}

/** SDK v2: in the era that it finds, or the older one. */
export async function connectV2(target: Target, mode: 'auto' | 'legacy'): Promise<Peer> {
  let changes = 0;
  const client = new Client2(INFO, {
    capabilities: { elicitation: {} },
    versionNegotiation: { mode },
    listChanged: {
      tools: {
        onChanged: () => {
          changes += 1;
        },
      },
    },
  });
  client.setRequestHandler('elicitation/create', () => ANSWER);
  const transport =
    'url' in target
      ? new Http2(new URL(target.url), {
          requestInit: { headers: { authorization: `Bearer ${target.principal}` } },
        })
      : new Stdio2(target);
  await client.connect(transport);
  const era = client.getProtocolEra();
  if (era !== (mode === 'auto' ? 'modern' : 'legacy')) throw new Error(`it speaks as ${era}`);
  return {
    toolNames: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args = {}, options = {}) =>
      textOf(await client.callTool({ name, arguments: args }, options)),
    readUri: (uri) => client.readResource({ uri }),
    prompt: (name, args) => client.getPrompt({ name, arguments: args }),
    offers: () => offersOf(client),
    complete: async (value, template) =>
      (await client.complete(completion(value, template))).completion.values,
    changes: () => changes,
    close: () => client.close(),
  };
}
