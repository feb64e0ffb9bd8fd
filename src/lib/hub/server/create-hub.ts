/** The hub without a socket: its tools, its MCP server, and what goes on beside them. */
import { agentScopes } from '../../base/auth/scopes.ts';
import type { Context } from '../../base/config/context.ts';
import type { Store } from '../../base/store/store.ts';
import type { Handlers } from '../../protocols/mcp/handlers.ts';
import { createMcpServer, type McpServer } from '../../protocols/mcp/server.ts';
import { type Audit, createAudit } from '../audit/audit.ts';
import { createSessionBook } from '../audit/session-book.ts';
import { hubHandlers } from '../mcp/hub-handlers.ts';
import { INSTRUCTIONS } from '../mcp/instructions.ts';
import type { HubPrincipal } from '../mcp/principal.ts';
import { isAllowed, resourceState } from '../mcp/resource-handlers.ts';
import { resourceSources } from '../mcp/resource-sources.ts';
import { watchResources } from '../mcp/resource-watch.ts';
import type { Services } from '../mcp/tool-handlers.ts';
import { offeredTools } from '../tools/all.ts';
import { createRegistry, type Registry } from '../tools/registry.ts';
import type { HubFacts } from '../tools/tool.ts';
import { rateOf } from './limits.ts';
import { createRefusalNotes, type RefusalNotes } from './refusal-notes.ts';
import { sessionKey } from './session-key.ts';

export interface Hub {
  readonly mcp: McpServer<HubPrincipal>;
  readonly audit: Audit;
  /** Whoever is turned away, for the audit. */
  readonly refusals: RefusalNotes;
  readonly registry: Registry;
  /** Told of whatever goes wrong without a caller who could be told. */
  readonly onError: (error: unknown) => void;
  facts(): HubFacts;
  /** Streams end the graceful way, calls may finish, then everything noted is kept. */
  close(): Promise<void>;
}

export interface HubParts {
  /** What is served over MCP; left out: all that a hub has. */
  readonly handlers?: ((services: Services) => Handlers<HubPrincipal>) | undefined;
  readonly facts: () => HubFacts;
}

/** Milliseconds that calls under way get to end. */
export const GRACE_MS = 5_000;

/** Puts the parts together. The store stays the caller's to close. */
export function createHub(context: Context, store: Store, { handlers = hubHandlers, facts }: HubParts): Hub {
  const onError = (error: unknown): void =>
    context.log.warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const audit = createAudit({ keep: (rows) => store.events.append(rows), onError });
  const book = createSessionBook({ keep: (sessions) => store.sessions.touch(sessions), onError });
  const refusals = createRefusalNotes(audit, context.clock, rateOf(context.config));
  const registry = createRegistry(offeredTools(context.config));
  const services: Services = {
    context,
    store,
    registry,
    audit,
    facts,
    seen: book.seen,
    notify: (notice, principalKey) => mcp.notify(notice, principalKey),
  };
  const mcp: McpServer<HubPrincipal> = createMcpServer<HubPrincipal>({
    info: { name: 'nerve', version: context.version, title: 'nerve' },
    instructions: INSTRUCTIONS,
    sessionKey: sessionKey(context),
    handlers: handlers(services),
    onError,
    onRefused: refusals.onWire,
  });
  const sources = resourceSources(services);
  const resources = watchResources({
    mcp,
    read: (uri) => resourceState(sources, uri),
    maySee: async (jti, uri) => {
      // Who came without a token has no row, and an agent's scopes.
      const row = await store.tokens.byId(jti);
      if (row && row.revokedAt !== null) return false;
      return isAllowed(sources, row?.scopes ?? agentScopes, uri);
    },
    onError,
  });
  return {
    mcp,
    audit,
    refusals,
    registry,
    onError,
    facts,
    async close() {
      resources.close();
      await mcp.close({ graceMs: GRACE_MS });
      refusals.close();
      await audit.close();
      await book.close();
    },
  };
}
