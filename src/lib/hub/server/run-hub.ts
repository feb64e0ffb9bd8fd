/** The hub from its first byte to its last: one process for all agents of a user. */
import { dirname } from 'node:path';
import { createVerifier } from '../../base/auth/verify.ts';
import type { Context } from '../../base/config/context.ts';
import { openStore, type Store } from '../../base/store/store.ts';
import { asOnlyProcess } from '../../base/system/only-process.ts';
import type { Handlers } from '../../protocols/mcp/handlers.ts';
import { createMcpServer, type McpServer } from '../../protocols/mcp/server.ts';
import { type Audit, createAudit } from '../audit/audit.ts';
import { createSessionBook } from '../audit/session-book.ts';
import { hubHandlers } from '../mcp/hub-handlers.ts';
import { INSTRUCTIONS } from '../mcp/instructions.ts';
import type { HubPrincipal } from '../mcp/principal.ts';
import type { Services } from '../mcp/tool-handlers.ts';
import { allTools } from '../tools/all.ts';
import { createRegistry } from '../tools/registry.ts';
import type { HubFacts } from '../tools/tool.ts';
import { createGuard, isLoopback, LOOPBACK } from './guard.ts';
import { createLimits } from './limits.ts';
import { assertPrivateWire, type Listening, type ListenOptions, listen } from './listen.ts';
import { createRoutes } from './routes.ts';
import { sessionKey } from './session-key.ts';

export interface HubOptions extends ListenOptions {
  /** Told once, when the hub serves. */
  readonly onReady: (facts: HubFacts) => void;
  /** Resolves when the hub is to end. */
  readonly stopped: Promise<unknown>;
  /** What is served over MCP; left out: all that a hub has. */
  readonly handlers?: (services: Services) => Handlers<HubPrincipal>;
}

/** Requests per second and at once that one token may make, and calls that it may have under way. */
const LIMITS = { rate: 200, burst: 1000, concurrency: 128 };
/** Milliseconds that calls under way get to end. */
const GRACE_MS = 5_000;

/**
 * Serves until `stopped`. What is under way then may end; nothing that was answered is lost.
 * @throws UnavailableError (`already-serving`, `port-in-use`, `cannot-listen`), RefusedError (`open-bind`), and what
 * the store throws.
 */
export async function runHub(context: Context, options: HubOptions): Promise<void> {
  assertPrivateWire(options);
  const { system, paths } = context;
  system.makeDirectory(dirname(paths.hubLock), 0o700);
  const only = {
    file: paths.hubLock,
    purpose: 'nerve serve',
    code: 'already-serving',
    does: `is the hub of ${paths.nerveHome} already`,
  };
  await asOnlyProcess(system, only, async () => {
    const store = await openStore({ file: paths.database, clock: context.clock, writer: 'worker' });
    try {
      await serve(context, options, store);
    } finally {
      await store.close();
    }
  });
}

async function serve(context: Context, options: HubOptions, store: Store): Promise<void> {
  const { clock, log } = context;
  const onError = (error: unknown): void =>
    log.warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const audit = createAudit({ keep: (rows) => store.events.append(rows), onError });
  const book = createSessionBook({ keep: (sessions) => store.sessions.touch(sessions), onError });
  let facts: HubFacts = { url: '', pid: process.pid, startedAt: clock.now().getTime() };
  const services: Services = {
    context,
    store,
    registry: createRegistry(allTools),
    audit,
    // The address is known once the port is.
    get hub() {
      return facts;
    },
    seen: book.seen,
    notify: (notice, principalKey) => mcp.notify(notice, principalKey),
  };
  const mcp = createMcpServer<HubPrincipal>({
    info: { name: 'nerve', version: context.version, title: 'nerve' },
    instructions: INSTRUCTIONS,
    sessionKey: sessionKey(context),
    handlers: (options.handlers ?? hubHandlers)(services),
    onError,
  });
  let isReady = false;
  const listening = await listen(
    createRoutes({
      guard: guardFor(options),
      verifier: createVerifier({ ...context, store }),
      limits: createLimits({ ...LIMITS, now: () => performance.now() }),
      mcp,
      mcpPath: context.config.text('mcp_endpoint.path'),
      isReady: () => isReady,
      onRefused: ({ code }, principal) =>
        audit.note({
          at: clock.now().getTime(),
          outcome: 'refused',
          code,
          principal: principal?.token.name ?? null,
          jti: principal?.token.jti ?? null,
        }),
      onError,
    }),
    options,
  );
  facts = { ...facts, url: listening.url };
  isReady = true;
  options.onReady(facts);
  await options.stopped;
  isReady = false;
  await end(listening, mcp, audit, book);
}

/** New connections are refused, streams end the graceful way, calls may finish, then everything noted is kept. */
async function end(
  { server }: Listening,
  mcp: McpServer<HubPrincipal>,
  audit: Audit,
  book: { close(): Promise<void> },
): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await mcp.close({ graceMs: GRACE_MS });
  server.closeAllConnections();
  await closed;
  await audit.close();
  await book.close();
}

/** Elsewhere than on loopback a hub has names that it does not know; its certificate or proxy vouches for them. */
function guardFor({ host }: HubOptions) {
  return createGuard({ hosts: isLoopback(host) ? [...LOOPBACK, host] : undefined, origins: [] });
}
