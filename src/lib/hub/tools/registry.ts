/** All tools of a hub, made ready once: schemas as JSON, lists by what a token may use. */
import { z } from 'zod';
import { BugError } from '../../base/kernel/errors.ts';
import { type HeaderParam, headerParamsOf } from '../../protocols/mcp/header-params.ts';
import type { Tool } from '../../protocols/mcp/types.ts';
import type { ToolSpec } from './tool.ts';

export interface Registry {
  /** Grows whenever the tools change. */
  readonly revision: number;
  /** The tools that these scopes allow, in an order that does not change by itself. */
  list(scopes: readonly string[]): readonly Tool[];
  get(name: string): ToolSpec | undefined;
  /** The arguments of a tool that its clients repeat in headers (`x-mcp-header` in the `meta` of an argument). */
  headerParams(name: string): readonly HeaderParam[] | undefined;
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

interface Ready {
  readonly spec: ToolSpec;
  readonly tool: Tool;
  readonly headerParams: readonly HeaderParam[];
}

/** @throws BugError for a name that a client may not take, or one that is there twice */
export function createRegistry(specs: readonly ToolSpec[]): Registry {
  const ready = new Map<string, Ready>();
  for (const spec of specs) {
    if (!NAME.test(spec.name) || ready.has(spec.name)) {
      throw new BugError(`A tool cannot be called ${spec.name}`, { code: 'bad-tool' });
    }
    const whole = spec.effect === 'read' ? spec : withKey(spec);
    const tool = describe(whole);
    ready.set(spec.name, { spec: whole, tool, headerParams: headerParamsOf(tool.inputSchema) });
  }
  return {
    revision: 1,
    list: (scopes) =>
      [...ready.values()].filter(({ spec }) => scopes.includes(spec.scope)).map(({ tool }) => tool),
    get: (name) => ready.get(name)?.spec,
    headerParams: (name) => ready.get(name)?.headerParams,
    size: ready.size,
  };
}

function withKey(spec: ToolSpec): ToolSpec {
  const input = spec.input.extend({ idempotency_key: IDEMPOTENCY_KEY });
  const meta = spec.input.meta();
  return { ...spec, input: meta ? input.meta(meta) : input };
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

/**
 * JSON Schema 2020-12, the dialect that MCP takes for granted, so that only a tool which names it in its `meta` is
 * published with it. Whatever else is there (`$anchor`, `allOf`, `x-mcp-header`) is published as it stands.
 */
function schemaOf(type: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(type, { io });
  return type.meta()?.$schema === undefined ? schema : { $schema, ...schema };
}
