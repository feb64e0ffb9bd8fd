/** The hub from its first byte to its last: one process for all agents of a user. */
import { dirname } from 'node:path';
import { createVerifier } from '../../base/auth/verify.ts';
import type { Context } from '../../base/config/context.ts';
import { oncePerTurn } from '../../base/kernel/once-per-turn.ts';
import { openStore, type Store } from '../../base/store/store.ts';
import { asOnlyProcess } from '../../base/system/only-process.ts';
import { watchScopes } from '../mcp/scope-watch.ts';
import type { AgentServices } from '../rest/agent-services.ts';
import { createRestDoor } from '../rest/door.ts';
import type { HubFacts } from '../tools/tool.ts';
import { answerBrokenRequests } from './broken-requests.ts';
import { createHub, GRACE_MS, type HubParts } from './create-hub.ts';
import { assertLocal, INSECURE } from './dev-principal.ts';
import { createGuard, isLoopback, LOOPBACK } from './guard.ts';
import { startHousekeeping } from './housekeeping.ts';
import { createLimits, rateOf } from './limits.ts';
import { assertPrivateWire, type ListenOptions, listen } from './listen.ts';
import { createRoutes } from './routes.ts';

export interface HubOptions extends ListenOptions, Pick<HubParts, 'handlers'> {
  /** Who comes without a token is let in, too; on loopback only. */
  readonly insecureDev?: boolean;
  /** What the REST interface does with agents; left out: nothing. */
  readonly agents?: (store: Store) => AgentServices;
  /** Told once, when the hub serves. */
  readonly onReady: (facts: HubFacts) => void;
  /** Resolves when the hub is to end. */
  readonly stopped: Promise<unknown>;
}

/** Calls that one token may have under way. */
const CONCURRENCY = 128;

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
  const { mcp, registry, audit, refusals, onError } = hub;
  const rest = createRestDoor({
    context,
    store,
    audit,
    facts: hub.facts,
    agents: options.agents?.(store),
    load: mcp.load,
  });
  const scopes = await watchScopes({ store, clock, registry, mcp, onError });
  let isReady = false;
  const { server, url } = await listen(
    createRoutes({
      guard: guardFor(options),
      credentials: {
        verifier: createVerifier(
          { ...context, store },
          { onError, revision: oncePerTurn(() => store.revision('tokens')) },
        ),
        inQuery: config.flag('mcp_endpoint.token_in_query'),
        stranger: options.insecureDev ? INSECURE : undefined,
      },
      limits: createLimits({ ...rateOf(config), concurrency: CONCURRENCY, now: () => performance.now() }),
      mcp,
      rest,
      mcpPath: config.flag('mcp_endpoint.enabled') ? config.text('mcp_endpoint.path') : undefined,
      isReady: () => isReady,
      onPrincipal: (principal) => {
        // It has no row, and allows always the same.
        if (principal.token !== INSECURE) scopes.note(principal);
      },
      onRefused: refusals.atDoor,
      onError,
    }),
    options,
  );
  answerBrokenRequests(server, refusals.atDoor);
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
  await Promise.all([hub.close(), rest.close(GRACE_MS), housekeeping.close()]);
  server.closeAllConnections();
  await closed;
  // What was refused while the last calls ended.
  refusals.close();
  await audit.close();
}

/** Elsewhere than on loopback a hub has names that it does not know; its certificate or proxy vouches for them. */
function guardFor({ host }: HubOptions) {
  return createGuard({ hosts: isLoopback(host) ? [...LOOPBACK, host] : undefined, origins: [] });
}
