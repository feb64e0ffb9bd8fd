/** Every method of both eras: checks its parameters, calls its handler, encodes what comes back. */
import { type Awaitable, after } from '../../base/kernel/awaitable.ts';
import type { ServerCall } from './call.ts';
import type { Core } from './core.ts';
import { legacyResult } from './encode.ts';
import { invalidParams, methodNotFound, resourceNotFound } from './errors.ts';
import type { Listing, Principal } from './handlers.ts';
import { MOST_URIS } from './listeners.ts';
import type { ListName } from './listing.ts';
import { isFields } from './message.ts';
import { readCompleteParams, readPromptArguments, readText } from './params.ts';
import { type CacheHints, type Fields, LOG_LEVELS, levelIndex } from './types.ts';
import { type Era, SUPPORTED_VERSIONS } from './versions.ts';

/** Gives the encoded result. @throws McpError */
type Method = <P extends Principal>(core: Core<P>, call: ServerCall<P>, params: Fields) => Awaitable<string>;

type ListHandler = 'listTools' | 'listResources' | 'listResourceTemplates' | 'listPrompts';

const EMPTY = '{}';

const shared: readonly [string, Method][] = [
  ['tools/list', list('listTools', 'tools')],
  ['tools/call', callTool],
  ['resources/list', list('listResources', 'resources')],
  ['resources/templates/list', list('listResourceTemplates', 'resourceTemplates')],
  ['resources/read', readResource],
  ['prompts/list', list('listPrompts', 'prompts')],
  ['prompts/get', getPrompt],
  ['completion/complete', complete],
];

const METHODS: Readonly<Record<Era, ReadonlyMap<string, Method>>> = {
  legacy: new Map([
    ...shared,
    ['ping', () => EMPTY],
    ['logging/setLevel', setLevel],
    ['resources/subscribe', subscribe],
    ['resources/unsubscribe', unsubscribe],
  ]),
  modern: new Map([...shared, ['server/discover', discover]]),
};

/**
 * Runs the method of a call and gives the encoded result.
 * @throws McpError, at once or by the promise; anything else is a bug of a handler
 */
export function invoke<P extends Principal>(core: Core<P>, call: ServerCall<P>): Awaitable<string> {
  const method = METHODS[call.era].get(call.method);
  if (!method) throw methodNotFound(call.method);
  return method(core, call, call.params);
}

function list(handler: ListHandler, name: ListName): Method {
  return (core, call, { cursor }) => {
    if (!core.handlers[handler]) {
      // Whoever has resources has a list of templates too, if an empty one.
      if (name !== 'resourceTemplates' || !core.handlers.listResources) throw methodNotFound(call.method);
      return core.lists.render(call.era, name, { items: [] }, undefined);
    }
    if (cursor !== undefined && typeof cursor !== 'string') throw invalidParams('cursor is not a string');
    call.handled = true;
    const listing: Awaitable<Listing<never>> = core.handlers[handler](call, cursor) as never;
    return after(listing, (found) => core.lists.render(call.era, name, found, cursor));
  };
}

function callTool<P extends Principal>(
  core: Core<P>,
  call: ServerCall<P>,
  params: Fields,
): Awaitable<string> {
  if (!core.handlers.callTool) throw methodNotFound(call.method);
  const name = readText(params, 'name');
  const args = params.arguments ?? {};
  if (!isFields(args)) throw invalidParams('arguments is not an object');
  checkState(core, call);
  call.handled = true;
  return after(core.handlers.callTool(call, name, args), (result) => {
    if (call.era === 'modern') return core.encodeModern(result);
    const { structuredContent, ...rest } = result;
    return legacyResult(structuredContent === undefined || isFields(structuredContent) ? result : rest);
  });
}

const READ_HINTS = { ttlMs: 0, cacheScope: 'private' } as const;

function readResource<P extends Principal>(
  core: Core<P>,
  call: ServerCall<P>,
  params: Fields,
): Awaitable<string> {
  if (!core.handlers.readResource) throw methodNotFound(call.method);
  const uri = readText(params, 'uri');
  checkState(core, call);
  call.handled = true;
  return after(core.handlers.readResource(call, uri), ({ ttlMs, cacheScope, ...result }) => {
    if (call.era === 'legacy') return legacyResult(result);
    const hints: CacheHints = {
      ttlMs: ttlMs ?? READ_HINTS.ttlMs,
      cacheScope: cacheScope ?? READ_HINTS.cacheScope,
    };
    return core.encodeModern(result, hints);
  });
}

function getPrompt<P extends Principal>(
  core: Core<P>,
  call: ServerCall<P>,
  params: Fields,
): Awaitable<string> {
  if (!core.handlers.getPrompt) throw methodNotFound(call.method);
  const name = readText(params, 'name');
  const args = readPromptArguments(params.arguments);
  checkState(core, call);
  call.handled = true;
  return after(core.handlers.getPrompt(call, name, args), (result) => encode(core, call, result));
}

function complete<P extends Principal>(
  core: Core<P>,
  call: ServerCall<P>,
  params: Fields,
): Awaitable<string> {
  if (!core.handlers.complete) throw methodNotFound(call.method);
  const asked = readCompleteParams(params);
  call.handled = true;
  return after(core.handlers.complete(call, asked), ({ values, total, hasMore }) => {
    const sent = values.slice(0, 100);
    const isCut = sent.length < values.length;
    const completion = {
      values: sent,
      total: total ?? (isCut ? values.length : undefined),
      hasMore: hasMore ?? isCut,
    };
    return encode(core, call, { completion });
  });
}

/** A state that is not ours is refused even if no handler would have looked at it. */
function checkState<P extends Principal>(core: Core<P>, call: ServerCall<P>): void {
  const { inputResponses, requestState } = call.params;
  if (call.era === 'legacy' || (inputResponses === undefined && requestState === undefined)) return;
  core.requestStates.read(call.principal.key, call.method, call.params);
}

function encode<P extends Principal>(core: Core<P>, call: ServerCall<P>, result: object): string {
  return call.era === 'modern' ? core.encodeModern(result) : legacyResult(result);
}

const DISCOVER_HINTS = { ttlMs: 3_600_000, cacheScope: 'private' } as const;

function discover<P extends Principal>(core: Core<P>, call: ServerCall<P>): string {
  const result = {
    supportedVersions: SUPPORTED_VERSIONS,
    capabilities: core.capabilities,
    instructions: core.instructionsFor(call.principal),
  };
  return core.encodeModern(result, DISCOVER_HINTS);
}

function setLevel<P extends Principal>(core: Core<P>, call: ServerCall<P>, params: Fields): string {
  const level = levelIndex(params.level);
  if (level < 0) throw invalidParams(`level is none of ${LOG_LEVELS.join(', ')}`);
  if (call.session) core.sessions.keep(call.session).logLevel = level;
  return EMPTY;
}

function subscribe<P extends Principal>(core: Core<P>, call: ServerCall<P>, params: Fields): string {
  if (!core.handlers.listResources) throw methodNotFound(call.method);
  const uri = readText(params, 'uri');
  if (core.handlers.mayWatch?.(call.principal, uri) === false) throw resourceNotFound(uri);
  const uris = call.session && core.sessions.keep(call.session).subscriptions;
  if (uris && uris.size >= MOST_URIS)
    throw invalidParams(`more than ${MOST_URIS} resources are subscribed to`);
  uris?.add(uri);
  return EMPTY;
}

function unsubscribe<P extends Principal>(core: Core<P>, call: ServerCall<P>, params: Fields): string {
  if (!core.handlers.listResources) throw methodNotFound(call.method);
  const uri = readText(params, 'uri');
  if (call.session) core.sessions.peek(call.session)?.subscriptions.delete(uri);
  return EMPTY;
}
