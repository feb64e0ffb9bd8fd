/** The hub from its first byte to its last: one process for all agents of a user. */
import { dirname } from 'node:path';
import { createVerifier } from '../../base/auth/verify.ts';
import type { Context } from '../../base/config/context.ts';
import { openStore, type Store } from '../../base/store/store.ts';
import { asOnlyProcess } from '../../base/system/only-process.ts';
import type { HubPrincipal } from '../mcp/principal.ts';
import { watchScopes } from '../mcp/scope-watch.ts';
import type { HubFacts } from '../tools/tool.ts';
import { createHub, type HubParts } from './create-hub.ts';
import { assertLocal, INSECURE } from './dev-principal.ts';
import { createGuard, isLoopback, LOOPBACK, type Problem } from './guard.ts';
import { startHousekeeping } from './housekeeping.ts';
import { createLimits } from './limits.ts';
import { assertPrivateWire, type ListenOptions, listen } from './listen.ts';
import { createRoutes } from './routes.ts';

export interface HubOptions extends ListenOptions, Pick<HubParts, 'handlers'> {
  /** Who comes without a token is let in, too; on loopback only. */
  readonly insecureDev?: boolean;
  /** Told once, when the hub serves. */
  readonly onReady: (facts: HubFacts) => void;
  /** Resolves when the hub is to end. */
  readonly stopped: Promise<unknown>;
}

/** Seconds' worth of requests that one token may make at once after a quiet time, and calls that it may have under way. */
const LIMITS = { burst: 5, concurrency: 128 };

/**
 * Serves until `stopped`. What is under way then may end; nothing that was answered is lost.
 * @throws UnavailableError (`already-serving`, `port-in-use`, `cannot-listen`), RefusedError (`open-bind`,
 * `insecure-bind`), and what the store throws.
 */
export async function runHub(context: Context, options: HubOptions): Promise<void> {
  assertPrivateWire(options);
  if (options.insecureDev) assertLocal(options);
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
  const { clock, config } = context;
  let facts: HubFacts = { url: '', pid: process.pid, startedAt: clock.now().getTime() };
  // The address is known once the port is.
  const hub = createHub(context, store, { handlers: options.handlers, facts: () => facts });
  const { mcp, registry, audit, onError } = hub;
  const scopes = await watchScopes({ store, clock, registry, mcp, onError });
  const rate = config.number('hub.requests_per_second');
  let isReady = false;
  const { server, url } = await listen(
    createRoutes({
      guard: guardFor(options),
      credentials: {
        verifier: createVerifier({ ...context, store }),
        inQuery: config.flag('mcp_endpoint.token_in_query'),
        stranger: options.insecureDev ? INSECURE : undefined,
      },
      limits: createLimits({
        rate,
        burst: rate * LIMITS.burst,
        concurrency: LIMITS.concurrency,
        now: () => performance.now(),
      }),
      mcp,
      mcpPath: config.flag('mcp_endpoint.enabled') ? config.text('mcp_endpoint.path') : undefined,
      isReady: () => isReady,
      onPrincipal: scopes.note,
      onRefused: (problem, principal) => audit.note(refusalOf(clock.now().getTime(), problem, principal)),
      onError,
    }),
    options,
  );
  facts = { ...facts, url };
  isReady = true;
  const housekeeping = startHousekeeping({ store, config, clock, onError });
  options.onReady(facts);
  await options.stopped;
  isReady = false;
  scopes.close();
  // New connections are refused.
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await Promise.all([hub.close(), housekeeping.close()]);
  server.closeAllConnections();
  await closed;
  // What was refused while the last calls ended.
  await audit.close();
}

function refusalOf(at: number, { code }: Problem, principal: HubPrincipal | undefined) {
  const { name = null, jti = null } = principal?.token ?? {};
  return { at, outcome: 'refused', code, principal: name, jti } as const;
}

/** Elsewhere than on loopback a hub has names that it does not know; its certificate or proxy vouches for them. */
function guardFor({ host }: HubOptions) {
  return createGuard({ hosts: isLoopback(host) ? [...LOOPBACK, host] : undefined, origins: [] });
}
