/** One request from its operation to its row of the audit, which for a write commits with the effect. */
import type { Context as HonoContext, MiddlewareHandler } from 'hono';
import type { Principal } from '../../base/auth/verify.ts';
import { redact } from '../../base/kernel/redact.ts';
import { type Attempt, eventOf } from '../audit/audit.ts';
import type { AnyInput, Operation, RestContext, RestServices } from './operation.ts';
import { BROKEN, problemOf, type RestProblem } from './problem.ts';

export interface RestEnv {
  Bindings: { readonly principal: Principal; readonly tooLarge: boolean };
  Variables: {
    at: number;
    began: number;
    operation?: Operation;
    /** What was accepted of the request, for the audit. */
    input?: unknown;
    problem?: RestProblem;
    /** The row is kept already. */
    kept?: boolean;
  };
}

export type RestRequest = HonoContext<RestEnv>;

export interface Attempts {
  /** Notes every request once it is answered. */
  readonly noted: MiddlewareHandler<RestEnv>;
  /** Does what was asked. */
  run(c: RestRequest, operation: Operation, context: RestContext, input: AnyInput): Promise<Response>;
  /** The answer to an error. */
  failed(c: RestRequest, error: unknown): Response;
}

const LONGEST = 100;

export function attemptOf(
  { context: { clock, log }, store, audit }: RestServices,
  refuse: (c: RestRequest, problem: RestProblem) => Response,
): Attempts {
  return {
    noted: async (c, next) => {
      c.set('at', clock.now().getTime());
      c.set('began', performance.now());
      await next();
      if (!c.get('kept')) await audit.note(told(c));
    },
    run: async (c, operation, context, input) => {
      c.set('input', input);
      const answer = await done(c, operation, context, input);
      c.header('cache-control', 'no-store');
      return c.json(answer as object, operation.status ?? 200);
    },
    failed: (c, error) => {
      const problem = problemOf(error);
      if (problem === undefined) {
        log.warn(`${toolOf(c)} failed: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
      }
      return refuse(c, problem ?? BROKEN);
    },
  };

  async function done(c: RestRequest, operation: Operation, context: RestContext, input: AnyInput) {
    if (operation.effect !== 'write') return operation.run(context, input);
    const changed = await store.transaction(async (writing) => {
      const result = await operation.change(context, input, writing);
      await store.events.append([eventOf(told(c))], writing);
      return result;
    });
    c.set('kept', true);
    return operation.tell(context, input, changed);
  }
}

function told(c: RestRequest): Attempt {
  const { name, jti } = c.env.principal;
  const problem = c.get('problem');
  return {
    at: c.get('at'),
    outcome: problem?.outcome ?? 'ok',
    code: problem?.code ?? null,
    principal: name,
    jti,
    client: c.req.header('user-agent')?.slice(0, LONGEST) ?? null,
    tool: toolOf(c),
    durationUs: Math.round((performance.now() - c.get('began')) * 1000),
    args: c.get('input'),
  };
}

/** `api:GET /api/sessions/{id}`; a path that is none is told as it came, as far as it is no secret. */
function toolOf(c: RestRequest): string {
  const path = c.get('operation')?.path ?? redact(c.req.path).slice(0, LONGEST);
  return `api:${c.req.method} ${path}`;
}
