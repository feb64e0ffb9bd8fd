/** The tools of the registry for the wire: listed by scope, called with a session, noted in the audit. */

import type { Context } from '../../base/config/context.ts';
import { oneLine } from '../../base/kernel/one-line.ts';
import type { SessionTouch } from '../../base/store/session-row.ts';
import type { Store } from '../../base/store/store.ts';
import { identifySession } from '../../knowledge/sessions/identify.ts';
import { invalidParams } from '../../protocols/mcp/errors.ts';
import type { Call, Handlers, Notice } from '../../protocols/mcp/handlers.ts';
import type { ToolResult } from '../../protocols/mcp/types.ts';
import type { Audit } from '../audit/audit.ts';
import { attempt } from '../tools/attempt.ts';
import { CallContext } from '../tools/call-context.ts';
import type { Invocation } from '../tools/invoke.ts';
import type { Registry } from '../tools/registry.ts';
import type { HubFacts, ToolContext } from '../tools/tool.ts';
import { callIdOf } from './call-id.ts';
import type { HubPrincipal } from './principal.ts';

export interface Services {
  readonly context: Context;
  readonly store: Store;
  readonly registry: Registry;
  readonly audit: Audit;
  readonly facts: () => HubFacts;
  /** Called for every call: the session is in use. */
  readonly seen: (session: SessionTouch) => void;
  /** Tells the listening clients of one token, or all, that something has changed. */
  readonly notify: (notice: Notice, principalKey?: string) => void;
}

type ToolHandlers = Required<Pick<Handlers<HubPrincipal>, 'listTools' | 'callTool' | 'headerParams'>>;

/** Handlers for `tools/list` and `tools/call`. */
export function toolHandlers(services: Services): ToolHandlers {
  const { registry } = services;
  return {
    listTools: ({ principal }) => ({
      items: () => registry.list(principal.token.scopes),
      cacheKey: `${registry.revision}:${principal.token.scopes.join()}`,
      cacheScope: 'private',
    }),
    callTool: (call, name, args) => callTool(services, call, name, args),
    headerParams: (_call, name) => registry.headerParams(name),
  };
}

async function callTool(
  services: Services,
  call: Call<HubPrincipal>,
  name: string,
  args: Readonly<Record<string, unknown>>,
): Promise<ToolResult> {
  const { token, bound } = call.principal;
  const at = services.context.clock.now().getTime();
  const session = identifySession({
    jti: token.jti,
    client: call.client.info?.name,
    meta: call.meta,
    ...(bound === undefined ? {} : { bound }),
  });
  const { id, client } = session;
  const callId = callIdOf(call.meta);
  const spec = services.registry.get(name);
  if (!spec) {
    const problem = invalidParams(`Unknown tool: ${name.slice(0, 100)}`);
    await services.audit.note({
      at,
      outcome: 'invalid',
      code: 'unknown-tool',
      principal: token.name,
      jti: token.jti,
      client,
      session: id,
      tool: oneLine(name.slice(0, 100)),
      callId,
      args,
      result: problem.message,
    });
    throw problem;
  }
  services.seen({
    id,
    at,
    source: 'external',
    client,
    clientVersion: call.client.info?.version ?? null,
    principal: token.name,
    jti: token.jti,
  });
  const caller = { at, client, callId };
  const invocation = await attempt(services.audit, spec, contextFor(services, call, id), args, caller);
  if (invocation.bug !== undefined) services.context.log.warn(`${name} failed: ${detailOf(invocation.bug)}`);
  if (invocation.thrown) throw invocation.thrown;
  return resultOf(invocation);
}

function contextFor(services: Services, call: Call<HubPrincipal>, session: string): ToolContext {
  const { system, clock, paths, config, version } = services.context;
  const parts = {
    system,
    clock,
    paths,
    config,
    version,
    store: services.store,
    principal: call.principal.token,
    session,
    hub: services.facts(),
    progress: (update) => call.progress(update),
    log: (level, data, logger) => call.log(level, data, logger),
    ask: (requests) => call.ask(requests),
  } satisfies Omit<ToolContext, 'signal'>;
  return new CallContext(parts, call);
}

function resultOf({ outcome, text, data, content = [{ type: 'text', text }] }: Invocation): ToolResult {
  if (outcome !== 'ok') return { content, isError: true };
  return data === undefined ? { content } : { content, structuredContent: data };
}

function detailOf(bug: unknown): string {
  return bug instanceof Error ? (bug.stack ?? bug.message) : String(bug);
}
