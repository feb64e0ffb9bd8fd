/** The hub for one client on a pair of streams: no socket, no token, and it ends with its client. */
import type { Readable, Writable } from 'node:stream';
import { agentScopes } from '../../base/auth/scopes.ts';
import type { Principal } from '../../base/auth/verify.ts';
import type { Context } from '../../base/config/context.ts';
import { openStore } from '../../base/store/store.ts';
import { type HubPrincipal, hubPrincipal } from '../mcp/principal.ts';
import { createHub } from './create-hub.ts';

export interface StdioHubOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** The session that the client stands in, where its environment says so. */
  readonly session: string | undefined;
  /** Resolves when it is to end before the client does. */
  readonly stopped: Promise<unknown>;
}

/** Whoever starts the process has the rights of the user anyway; an agent gets what `init` would give it. */
const CHILD: Principal = {
  jti: 'stdio',
  name: 'stdio',
  kind: 'mcp',
  subject: 'stdio',
  scopes: agentScopes,
  expiresAt: Number.MAX_SAFE_INTEGER,
};

/** Serves until the input ends. Any number may run, beside a hub and each other. @throws what the store throws. */
export async function runStdioHub(context: Context, options: StdioHubOptions): Promise<void> {
  const { clock, paths, system } = context;
  system.makeDirectory(paths.nerveHome, 0o700);
  const startedAt = clock.now().getTime();
  const store = await openStore({ file: paths.database, clock, writer: 'worker' });
  try {
    const hub = createHub(context, store, {
      facts: () => ({ url: 'stdio', pid: process.pid, startedAt }),
    });
    const principal: HubPrincipal = hubPrincipal(CHILD, options.session);
    const { closed, close } = hub.mcp.connect({ input: options.input, output: options.output, principal });
    void options.stopped.then(close);
    await closed;
    await hub.close();
  } finally {
    await store.close();
  }
}
