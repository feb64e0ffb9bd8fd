/** A tool of the hub: what it is called, what it takes and gives, who may use it, and what it does. */
import type { z } from 'zod';
import type { Scope } from '../../base/auth/scopes.ts';
import type { Principal } from '../../base/auth/verify.ts';
import type { Context } from '../../base/config/context.ts';
import type { Writing } from '../../base/store/database.ts';
import type { Store } from '../../base/store/store.ts';
import type { Call } from '../../protocols/mcp/handlers.ts';
import type { Content } from '../../protocols/mcp/types.ts';

/** What a call may do to anything: nothing, add to it, or overwrite and remove. */
export type Effect = 'read' | 'write' | 'destroy';

/** Everything that a tool may look at; one for each call, so that sessions never see each other's. */
export interface ToolContext
  extends Pick<Context, 'system' | 'clock' | 'paths' | 'config' | 'version'>,
    Pick<Call, 'progress' | 'log' | 'ask'> {
  readonly store: Store;
  readonly principal: Principal;
  /** The session that the call belongs to, such as `codex:0199…`. */
  readonly session: string;
  readonly hub: HubFacts;
  /** Aborts when the client cancels, the deadline is over, or the hub stops. */
  readonly signal: AbortSignal;
}

/** A tool that changes something works in a transaction, and nobody is asked anything meanwhile. */
export interface WriteContext extends Omit<ToolContext, 'ask'> {
  /** For the store's functions: effect, key and audit row commit together. */
  readonly writing: Writing;
}

/** What the running hub says of itself. */
export interface HubFacts {
  readonly url: string;
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** What a tool answers. Some clients show their model only `data`, so what matters stands in both. */
export interface ToolAnswer<Data = unknown> {
  readonly text: string;
  readonly data?: Data;
  /** Instead of the text alone: pictures, sound, resources. */
  readonly content?: readonly Content[];
}

interface Described<Input extends z.ZodObject, Data> {
  /** At most 52 of `[a-z0-9_]`: clients put `mcp__nerve__` before it and allow 64. */
  readonly name: string;
  readonly title: string;
  /** For the model: when to use it, and what comes back. */
  readonly description: string;
  readonly scope: Scope;
  /** A strict object: what it does not name is refused. */
  readonly input: Input;
  /** The shape of `data`; left out for a tool that answers in text alone. */
  readonly output?: z.ZodType<Data>;
  /** Repeating a call with the same arguments changes nothing more. Reads are so anyway. */
  readonly idempotent?: boolean;
  /** It reaches beyond nerve's own data. */
  readonly openWorld?: boolean;
  /** Every session needs it at once: clients that load tools late show it from the start. */
  readonly always?: boolean;
  /** Milliseconds after which a call is given up; left out: 30 s. */
  readonly deadlineMs?: number;
}

export interface ReadTool<Input extends z.ZodObject = z.ZodObject, Data = unknown>
  extends Described<Input, Data> {
  readonly effect: 'read';
  /** @throws NerveError for what the caller can do something about: its message and hint reach the model. */
  run(context: ToolContext, args: z.output<Input>): Promise<ToolAnswer<Data>>;
}

export interface WriteTool<Input extends z.ZodObject = z.ZodObject, Data = unknown>
  extends Described<Input, Data> {
  readonly effect: Exclude<Effect, 'read'>;
  /** Runs in a transaction: what it throws undoes all. @throws NerveError as `ReadTool`. */
  run(context: WriteContext, args: z.output<Input>): Promise<ToolAnswer<Data>>;
}

export type ToolSpec<Input extends z.ZodObject = z.ZodObject, Data = unknown> =
  | ReadTool<Input, Data>
  | WriteTool<Input, Data>;

/** A tool with its types checked against each other and then forgotten, as a registry holds them. */
export function defineTool<Input extends z.ZodObject, Data>(spec: ToolSpec<Input, Data>): ToolSpec {
  return spec as unknown as ToolSpec;
}
