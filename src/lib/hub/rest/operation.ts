/** An operation of the REST interface: where it is, what it takes and gives, who may use it, and what it does. */
import type { z } from 'zod';
import type { AuthDeps } from '../../base/auth/deps.ts';
import type { Principal } from '../../base/auth/verify.ts';
import type { Context } from '../../base/config/context.ts';
import type { Writing } from '../../base/store/database.ts';
import type { Store } from '../../base/store/store.ts';
import type { Audit } from '../audit/audit.ts';
import type { HubFacts } from '../tools/tool.ts';
import type { AgentServices } from './agent-services.ts';

/** What the interface works with; one for the life of the hub. */
export interface RestServices {
  readonly context: Context;
  readonly store: Store;
  readonly audit: Audit;
  readonly facts: () => HubFacts;
  /** Undefined where the hub runs without them. */
  readonly agents: AgentServices | undefined;
  /** What is under way over MCP. */
  readonly load: () => { readonly streams: number; readonly calls: number };
}

/** Everything that an operation may look at. */
export interface RestContext extends Omit<RestServices, 'audit'> {
  readonly principal: Principal;
  /** For the use cases of tokens. */
  readonly auth: AuthDeps;
  /** The description of the whole interface. */
  readonly document: () => unknown;
}

export interface Input<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: z.output<B>;
}

export type AnyInput = Input<z.ZodType, z.ZodType, z.ZodType>;

interface Described<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A> {
  /** For makers of clients: `listSessions`. */
  readonly id: string;
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** With variables in braces: `/api/sessions/{id}`. */
  readonly path: string;
  readonly tag: 'sessions' | 'events' | 'tokens' | 'external agents' | 'hub';
  /** One sentence. */
  readonly summary: string;
  /** Needs the scope `admin`, too. */
  readonly admin?: true;
  /** Strict objects: what they do not name is refused. */
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** The status of success; 200 if left out. */
  readonly status?: 201;
  readonly answer: z.ZodType<A>;
  /** What may go wrong besides what can go wrong everywhere. */
  readonly problems?: readonly (404 | 409)[];
}

export interface PlainOperation<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  A = unknown,
> extends Described<P, Q, B, A> {
  /** `outside`: what it changes is not, or not only, in the store, so its row of the audit follows it. */
  readonly effect: 'read' | 'outside';
  /** @throws NerveError for what the caller can do something about */
  run(context: RestContext, input: Input<P, Q, B>): Promise<A>;
}

export interface WriteOperation<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  A = unknown,
  C = unknown,
> extends Described<P, Q, B, A> {
  readonly effect: 'write';
  /** Runs in a transaction, which keeps the row of the audit, too. What it throws undoes all. @throws NerveError */
  change(context: RestContext, input: Input<P, Q, B>, writing: Writing): Promise<C>;
  /** The answer, once all is committed. */
  tell(context: RestContext, input: Input<P, Q, B>, changed: C): Promise<A>;
}

export type Operation = PlainOperation | WriteOperation;

/** An operation with its types checked against each other and then forgotten. */
export function defineOperation<
  A,
  C,
  P extends z.ZodType = z.ZodType<Record<string, never>>,
  Q extends z.ZodType = z.ZodType<Record<string, never>>,
  B extends z.ZodType = z.ZodType<undefined>,
>(operation: PlainOperation<P, Q, B, A> | WriteOperation<P, Q, B, A, C>): Operation {
  return operation as unknown as Operation;
}
