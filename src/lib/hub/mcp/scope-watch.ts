/** Tells the clients of a token when it allows something else than before, and sends them away when it has ended. */
import type { Clock } from '../../base/kernel/clock.ts';
import type { Store } from '../../base/store/store.ts';
import type { McpServer } from '../../protocols/mcp/server.ts';
import type { Registry } from '../tools/registry.ts';
import type { HubPrincipal } from './principal.ts';
import { resourceScopes } from './resource-handlers.ts';

export interface ScopeWatch {
  /** Remembers what the token of a client allows, unless it is remembered. Cheap: called for every request. */
  note(principal: HubPrincipal): void;
  close(): void;
}

export interface ScopeWatchOptions {
  readonly store: Pick<Store, 'tokens' | 'onChange'>;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly mcp: Pick<McpServer, 'isListening' | 'disconnect' | 'notify'>;
  readonly onError: (error: unknown) => void;
}

/** Milliseconds between two looks for tokens whose time is over. */
const EXPIRY_MS = 30_000;

/** Watches the tokens of all who listen, whichever process changes them. */
export async function watchScopes(options: ScopeWatchOptions): Promise<ScopeWatch> {
  const { store, clock, registry, mcp, onError } = options;
  /** By id of the token: what it allowed when its clients last heard of it. */
  const known = new Map<string, readonly string[]>();

  const lookAt = async (jti: string, before: readonly string[]): Promise<void> => {
    if (!mcp.isListening(jti)) {
      known.delete(jti);
      return;
    }
    const row = await store.tokens.byId(jti);
    if (!row || row.revokedAt !== null || row.expiresAt <= clock.now().getTime()) {
      known.delete(jti);
      mcp.disconnect(jti);
      return;
    }
    if (row.scopes.join() === before.join()) return;
    known.set(jti, row.scopes);
    const tools = (scopes: readonly string[]): string =>
      registry
        .list(scopes)
        .map(({ name }) => name)
        .join();
    if (tools(row.scopes) !== tools(before)) mcp.notify({ method: 'notifications/tools/list_changed' }, jti);
    if (resourceScopes(row.scopes) !== resourceScopes(before)) {
      mcp.notify({ method: 'notifications/resources/list_changed' }, jti);
    }
  };
  const look = async (): Promise<void> => {
    try {
      for (const [jti, scopes] of [...known]) await lookAt(jti, scopes);
    } catch (error) {
      onError(error);
    }
  };
  const stop = await store.onChange((topics) => {
    if (topics.has('tokens')) void look();
  });
  const timer = setInterval(() => void look(), EXPIRY_MS).unref();
  return {
    note: ({ token }) => {
      // What its clients last heard of counts, not what it allows by now.
      if (!known.has(token.jti)) known.set(token.jti, token.scopes);
    },
    close: () => {
      stop();
      clearInterval(timer);
    },
  };
}
