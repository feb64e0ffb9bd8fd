/** All tools of a hub, made ready once: schemas as JSON, lists by what a token may use. */
import { z } from 'zod';
import { BugError } from '../../base/kernel/errors.ts';
import type { Tool } from '../../protocols/mcp/types.ts';
import type { ToolSpec } from './tool.ts';

export interface Registry {
  /** Grows whenever the tools change. */
  readonly revision: number;
  /** The tools that these scopes allow, in an order that does not change by itself. */
  list(scopes: readonly string[]): readonly Tool[];
  get(name: string): ToolSpec | undefined;
  readonly size: number;
}

/** The longest name that every client takes, see `ToolSpec.name`. */
const NAME = /^[a-z][a-z0-9_]{0,51}$/;

/** Takes every tool that changes something: the same key twice is one effect. */
const IDEMPOTENCY_KEY = z
  .string()
  .min(8)
  .max(200)
  .optional()
  .describe('Any text of your own: a second call with the same key does nothing and gives the first answer.');

/** @throws BugError for a name that a client may not take, or one that is there twice */
export function createRegistry(specs: readonly ToolSpec[]): Registry {
  const ready = new Map<string, { readonly spec: ToolSpec; readonly tool: Tool }>();
  for (const spec of specs) {
    if (!NAME.test(spec.name) || ready.has(spec.name)) {
      throw new BugError(`A tool cannot be called ${spec.name}`, { code: 'bad-tool' });
    }
    const whole = spec.effect === 'read' ? spec : withKey(spec);
    ready.set(spec.name, { spec: whole, tool: describe(whole) });
  }
  return {
    revision: 1,
    list: (scopes) =>
      [...ready.values()].filter(({ spec }) => scopes.includes(spec.scope)).map(({ tool }) => tool),
    get: (name) => ready.get(name)?.spec,
    size: ready.size,
  };
}

function withKey(spec: ToolSpec): ToolSpec {
  return { ...spec, input: spec.input.extend({ idempotency_key: IDEMPOTENCY_KEY }) };
}

function describe(spec: ToolSpec): Tool {
  const isRead = spec.effect === 'read';
  return {
    name: spec.name,
    title: spec.title,
    description: spec.description,
    inputSchema: schemaOf(spec.input, 'input'),
    ...(spec.output ? { outputSchema: schemaOf(spec.output, 'output') } : {}),
    annotations: {
      readOnlyHint: isRead,
      destructiveHint: spec.effect === 'destroy',
      idempotentHint: isRead || (spec.idempotent ?? false),
      openWorldHint: spec.openWorld ?? false,
    },
    ...(spec.always ? { _meta: { 'anthropic/alwaysLoad': true } } : {}),
  };
}

/** JSON Schema 2020-12, the dialect that MCP takes for granted. */
function schemaOf(type: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(type, { io });
  return schema;
}
