/** The parts that all transports of one server share. */
import type { ServerCall } from './call.ts';
import { createModernEncoder } from './encode.ts';
import type { Call, Handlers, Principal } from './handlers.ts';
import { createListeners, type Listeners } from './listeners.ts';
import { createListRenderer, type ListRenderer } from './listing.ts';
import { createQuestions, type Questions } from './questions.ts';
import type { Refused } from './refused.ts';
import { createRequestStates, type RequestStates } from './request-state.ts';
import { createSessionIds, type SessionIds } from './session-id.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createTicker, type Ticker } from './ticker.ts';
import type { CacheHints, Fields, Implementation } from './types.ts';

export interface ServerOptions<P extends Principal = Principal> {
  readonly info: Implementation;
  /** For the model; what is in the first line is read most. */
  readonly instructions?: string | ((principal: P) => string | undefined);
  /** Signs session ids and request states: 32 bytes or more, the same after a restart. */
  readonly sessionKey: Uint8Array;
  readonly handlers: Handlers<P>;
  /** A 2025 session that was not used for so long is over. Default: 7 days. */
  readonly sessionIdleMs?: number;
  /** Default: 4 MiB. */
  readonly maxBodyBytes?: number;
  /** How often quiet streams and long calls give a sign of life. Default: 15 s. */
  readonly keepAliveMs?: number;
  /** Items of a whole list per page. Default: 250. */
  readonly pageSize?: number;
  /** Streams and subscriptions that one principal may hold open. Default: 256. */
  readonly maxStreams?: number;
  /** How long 2026-07-28 clients may keep a list that does not say it itself. Default: a minute. */
  readonly listTtlMs?: number;
  readonly now?: () => number;
  /** Told of whatever was thrown that is no `McpError`; the client learns nothing of it. */
  readonly onError?: (error: unknown, call: Call<P> | undefined) => void;
  /** Told once of every request that is answered with an error; of each one in a batch. Must not throw. */
  readonly onRefused?: (refused: Refused<P>) => void;
}

export interface Core<P extends Principal> {
  readonly info: Implementation;
  readonly capabilities: Fields;
  readonly handlers: Handlers<P>;
  readonly maxBodyBytes: number;
  readonly sessionIds: SessionIds;
  readonly sessions: Sessions;
  readonly requestStates: RequestStates;
  readonly questions: Questions;
  readonly listeners: Listeners;
  readonly lists: ListRenderer;
  readonly ticker: Ticker;
  /** Calls whose handlers have not ended yet, in the order of their beginning. */
  readonly calls: Set<ServerCall<P>>;
  now(): number;
  encodeModern(result: object, hints?: CacheHints): string;
  instructionsFor(principal: P): string | undefined;
  onError(error: unknown, call?: Call<P>): void;
  onRefused(refused: Refused<P>): void;
  /** Set once the server closes: nothing new begins. */
  closing: boolean;
}

const SHORTEST_KEY = 32;

/** @throws Error for a key that is too short to protect anything */
export function createCore<P extends Principal>(options: ServerOptions<P>): Core<P> {
  const { info, handlers, instructions, sessionKey, now = Date.now } = options;
  if (sessionKey.length < SHORTEST_KEY)
    throw new Error(`the session key has ${sessionKey.length} bytes instead of ${SHORTEST_KEY}`);
  const encodeModern = createModernEncoder(info);
  return {
    info,
    handlers,
    capabilities: capabilitiesOf(handlers),
    maxBodyBytes: options.maxBodyBytes ?? 4 * 2 ** 20,
    sessionIds: createSessionIds(sessionKey),
    sessions: createSessions({ idleMs: options.sessionIdleMs ?? 7 * 86_400_000, now }),
    requestStates: createRequestStates(sessionKey, now),
    questions: createQuestions(),
    listeners: createListeners(options.maxStreams ?? 256),
    lists: createListRenderer({
      encodeModern,
      pageSize: options.pageSize ?? 250,
      ttlMs: options.listTtlMs ?? 60_000,
    }),
    ticker: createTicker(options.keepAliveMs ?? 15_000),
    calls: new Set(),
    now,
    encodeModern,
    instructionsFor: (principal) =>
      typeof instructions === 'function' ? instructions(principal) : instructions,
    onError: (error, call) => options.onError?.(error, call),
    onRefused: (refused) => options.onRefused?.(refused),
    closing: false,
  };
}

/** What is announced: the features that have handlers. */
function capabilitiesOf<P extends Principal>(handlers: Handlers<P>): Fields {
  return {
    logging: {},
    ...(handlers.listTools ? { tools: { listChanged: true } } : {}),
    ...(handlers.listResources ? { resources: { subscribe: true, listChanged: true } } : {}),
    ...(handlers.listPrompts ? { prompts: { listChanged: true } } : {}),
    ...(handlers.complete ? { completions: {} } : {}),
  };
}
