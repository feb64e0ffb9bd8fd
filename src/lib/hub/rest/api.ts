/** The REST interface: operations on hono, each checked by its own schemas, and their description as OpenAPI 3.1. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import type { Principal } from '../../base/auth/verify.ts';
import { once } from '../../base/kernel/once.ts';
import { attemptOf, type RestEnv, type RestRequest } from './attempt.ts';
import { documentOf } from './document.ts';
import { receive, send } from './exchange.ts';
import type { Operation, RestServices } from './operation.ts';
import { allOperations } from './operations/all.ts';
import {
  envelopeOf,
  invalid,
  missingScope,
  NOT_FOUND,
  type RestProblem,
  TOO_LARGE,
  WRONG_KIND,
  WRONG_METHOD,
} from './problem.ts';
import { Problem } from './schemas.ts';

export interface Api {
  /** Answers one request of a principal who was verified already, as were Host and Origin. */
  handle(req: IncomingMessage, res: ServerResponse, principal: Principal): Promise<void>;
}

/** The same as of the MCP endpoint. */
const MAX_BODY = 4 * 2 ** 20;
const KINDS: readonly string[] = ['mcp', 'api'];

export function createApi(services: RestServices): Api {
  const { context, store } = services;
  const app = new OpenAPIHono<RestEnv>({
    defaultHook: (result, c) =>
      result.success ? undefined : refuse(c, invalid(PLACES[result.target] ?? result.target, result.error)),
  });
  const refuse = (c: RestRequest, problem: RestProblem, allow?: string): Response => {
    c.set('problem', problem);
    const { status } = problem;
    c.header('cache-control', 'no-store');
    if (status === 503) c.header('retry-after', '1');
    if (allow !== undefined) c.header('allow', allow);
    return c.json(envelopeOf(problem), status);
  };
  const attempt = attemptOf(services, refuse);
  const document = once(() => documentOf(app, context.version));

  app.use(attempt.noted);
  app.use(async (c, next) => {
    const { kind, name, scopes } = c.env.principal;
    if (!KINDS.includes(kind)) return refuse(c, WRONG_KIND);
    if (!scopes.includes('api')) return refuse(c, missingScope(name, 'api'));
    return c.env.tooLarge ? refuse(c, TOO_LARGE) : next();
  });
  for (const operation of allOperations) {
    const handler = async (c: RestRequest): Promise<Response> => {
      const input = {
        params: operation.params ? c.req.valid('param' as never) : {},
        query: c.req.valid('query' as never),
        body: operation.body ? c.req.valid('json' as never) : undefined,
      };
      const auth = { ...context, store };
      const { principal } = c.env;
      return attempt.run(c, operation, { ...services, principal, auth, document }, input);
    };
    // Its types come from a list: hono cannot follow them to the answers.
    app.openapi(routeOf(operation, refuse), handler as never);
  }
  for (const [path, methods] of methodsByPath()) {
    app.all(path.replaceAll(/\{(\w+)\}/g, ':$1'), (c) => refuse(c, WRONG_METHOD, methods));
  }
  app.notFound((c) => refuse(c, NOT_FOUND));
  app.onError((error, c) => {
    // What hono's own checks of a body throw.
    if (!(error instanceof HTTPException)) return attempt.failed(c, error);
    const status = error.status === 415 ? 415 : 400;
    const message = `This request is not acceptable: body: ${error.message || 'it is no JSON'}.`;
    return refuse(c, { status, outcome: 'invalid', code: 'invalid-request', message });
  });

  return {
    handle: async (req, res, principal) => {
      const received = await receive(req, res, MAX_BODY);
      if (!received) return;
      const { request, tooLarge } = received;
      await send(await app.fetch(request, { principal, tooLarge }), res);
    },
  };
}

const PLACES: Readonly<Record<string, string>> = { json: 'body', param: 'path' };

/** The route of an operation: its scope is asked for before anything of it is looked at. */
function routeOf(operation: Operation, refuse: (c: RestRequest, problem: RestProblem) => Response) {
  const { id, method, path, tag, summary, admin, params, query, body, answer, status, problems } = operation;
  const content = (schema: z.ZodType) => ({ content: { 'application/json': { schema } } });
  const common = [400, 401, 403, 429, 500, 503, ...(body ? [413, 415] : []), ...(problems ?? [])];
  return createRoute({
    operationId: id,
    method,
    path,
    tags: [tag],
    summary,
    security: [{ token: admin ? ['api', 'admin'] : ['api'] }],
    middleware: async (c: RestRequest, next: () => Promise<void>) => {
      c.set('operation', operation);
      const { name, scopes } = c.env.principal;
      if (admin && !scopes.includes('admin')) return refuse(c, missingScope(name, 'admin'));
      return next();
    },
    request: {
      query: (query ?? z.strictObject({})) as z.ZodObject,
      ...(params ? { params: params as z.ZodObject } : {}),
      ...(body ? { body: { required: true, ...content(body) } } : {}),
    },
    responses: {
      [status ?? 200]: { description: 'Done.', ...content(answer) },
      ...Object.fromEntries(
        common.sort().map((code) => [code, { description: SAYS[code] ?? '', ...content(Problem) }]),
      ),
    },
  });
}

const SAYS: Readonly<Record<number, string>> = {
  400: 'The request is not acceptable; the message says where.',
  401: 'No good token.',
  403: 'The token lacks a scope, or the request came from elsewhere.',
  404: 'There is no such thing.',
  409: 'Not as things stand.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  429: 'Too many requests: wait as long as Retry-After says.',
  500: 'It failed inside nerve.',
  503: 'Not now: try again.',
};

function methodsByPath(): ReadonlyMap<string, string> {
  const methods = new Map<string, string>();
  for (const { path, method } of allOperations) {
    const known = methods.get(path);
    methods.set(path, `${known ? `${known}, ` : ''}${method.toUpperCase()}`);
  }
  return methods;
}
