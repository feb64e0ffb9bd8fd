/** Where a request goes: health, MCP, REST, or nowhere; and what it must show on the way. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type Awaitable, after } from '../../base/kernel/awaitable.ts';
import { isEndpoint } from '../../protocols/mcp/http/http.ts';
import type { McpServer } from '../../protocols/mcp/server.ts';
import { type HubPrincipal, hubPrincipal } from '../mcp/principal.ts';
import { isRest, type RestDoor } from '../rest/door.ts';
import { sendJson, sendProblem } from './answer.ts';
import { type Credentials, type Identified, identify } from './bearer.ts';
import type { Guard, Problem } from './guard.ts';
import type { Limits } from './limits.ts';

export interface RouteOptions {
  readonly guard: Guard;
  readonly credentials: Omit<Credentials, 'kind'>;
  readonly limits: Limits;
  readonly mcp: McpServer<HubPrincipal>;
  readonly rest: Pick<RestDoor, 'handle'>;
  /** Path of the endpoint; undefined when it is switched off. */
  readonly mcpPath: string | undefined;
  /** Whether new work is taken. */
  readonly isReady: () => boolean;
  /** Told who makes a request over MCP, before it is served. */
  readonly onPrincipal: (principal: HubPrincipal) => void;
  /** Told of every request that is turned away. */
  readonly onRefused: (problem: Problem, principal?: HubPrincipal) => void;
  readonly onError: (error: unknown) => void;
}

/** The header in which a bridge says which session it stands beside. */
const SESSION = 'nerve-session';

const NOT_FOUND: Problem = { status: 404, code: 'not-found', message: 'There is nothing here.' };
const ENDING: Problem = { status: 503, code: 'unavailable', message: 'The hub is ending: try again.' };
const TOO_MANY: Problem = {
  status: 429,
  code: 'too-many',
  message: 'Too many requests at once: wait a moment.',
};
const WRONG_METHOD: Problem = {
  status: 405,
  code: 'wrong-method',
  message: 'Nothing takes this method.',
};
const BROKEN: Problem = { status: 503, code: 'unavailable', message: 'The hub cannot answer now.' };

/** The listener of the hub's server. Host and Origin come first, then the token, then anything of the body. */
export function createRoutes(options: RouteOptions): RequestListener {
  const { guard, isReady, onRefused, onError } = options;
  const doorFor = doorsOf(options);
  const refuse = (res: ServerResponse, problem: Problem): void => {
    onRefused(problem);
    sendProblem(res, problem);
  };
  return (req, res) => {
    const foreign = guard(req);
    if (foreign) return refuse(res, foreign);
    // Requests of the web platform cannot even be made with it.
    if (req.method === 'TRACE') return refuse(res, WRONG_METHOD);
    const door = doorFor(req.url);
    if (door) {
      const broken = (error: unknown): void => {
        onError(error);
        onRefused(BROKEN);
        sendProblem(res, BROKEN, { 'retry-after': '1' });
      };
      try {
        const entering = enter(options, req, res, door);
        if (entering instanceof Promise) entering.catch(broken);
      } catch (error) {
        broken(error);
      }
      return;
    }
    if (req.url === '/healthz') return sendJson(res, 200, { ok: true });
    if (req.url === '/readyz') {
      const ready = isReady();
      return sendJson(res, ready ? 200 : 503, { ready }, ready ? {} : { 'retry-after': '1' });
    }
    return refuse(res, NOT_FOUND);
  };
}

/** What needs a token. */
interface Door {
  readonly credentials: Credentials;
  /** Whether a request counts as load. */
  counts(req: IncomingMessage): boolean;
  open(req: IncomingMessage, res: ServerResponse, principal: HubPrincipal): Awaitable<void>;
}

function doorsOf(options: RouteOptions): (url: string | undefined) => Door | undefined {
  const { mcp, mcpPath, rest, credentials, isReady, onPrincipal, onRefused } = options;
  const mcpDoor: Door = {
    credentials: { ...credentials, kind: 'mcp' },
    // A stream that stays open is no load; the wire bounds their number.
    counts: ({ method }) => method === 'POST',
    open: (req, res, principal) => {
      onPrincipal(principal);
      mcp.handle(req, res, principal);
    },
  };
  const restDoor: Door = {
    // Whoever sends these requests can send a header.
    credentials: { ...credentials, kind: undefined, inQuery: false, stranger: undefined },
    counts: () => true,
    open: (req, res, principal) => {
      if (isReady()) return rest.handle(req, res, principal.token);
      onRefused(ENDING, principal);
      return sendProblem(res, ENDING, { 'retry-after': '1' });
    },
  };
  return (url) => {
    if (mcpPath !== undefined && isEndpoint(url, mcpPath)) return mcpDoor;
    return isRest(url) ? restDoor : undefined;
  };
}

/** Who is known is served at once: a body that comes meanwhile would have to wait in a buffer. */
function enter(
  options: RouteOptions,
  req: IncomingMessage,
  res: ServerResponse,
  door: Door,
): Awaitable<void> {
  return after(identify(door.credentials, req), (identified) => serve(options, req, res, door, identified));
}

function serve(
  { limits, onRefused }: RouteOptions,
  req: IncomingMessage,
  res: ServerResponse,
  door: Door,
  identified: Identified,
): Awaitable<void> {
  if ('problem' in identified) {
    onRefused({ ...identified.problem, code: identified.reason });
    sendProblem(res, identified.problem);
    return;
  }
  const bound = req.headers[SESSION];
  const principal = hubPrincipal(identified.principal, typeof bound === 'string' ? bound : undefined);
  if (door.counts(req)) {
    const entered = limits.enter(principal.key);
    if (typeof entered !== 'function') {
      onRefused(TOO_MANY, principal);
      sendProblem(res, TOO_MANY, { 'retry-after': String(entered.retryAfter) });
      return;
    }
    res.on('close', entered);
  }
  return door.open(req, res, principal);
}
