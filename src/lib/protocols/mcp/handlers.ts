/** The seam between the wire and whoever serves it: handlers that know no era, transport or encoding. */
import type { Awaitable } from '../../base/kernel/awaitable.ts';
import type { HeaderParam } from './header-params.ts';
import type {
  CacheHints,
  ClientCapabilities,
  CompleteParams,
  Completion,
  Fields,
  Implementation,
  InputRequest,
  LogLevel,
  Prompt,
  PromptResult,
  ReadResult,
  RequestId,
  Resource,
  ResourceTemplate,
  Tool,
  ToolResult,
} from './types.ts';

/** Who calls. The caller of the core has verified it; the core only compares keys. */
export interface Principal {
  /** Opaque and stable, such as the id of a token. Sessions and notices are bound to it. */
  readonly key: string;
}

export interface ProgressUpdate {
  /** Has to grow with every update; one that does not is left out. */
  readonly progress: number;
  readonly total?: number;
  readonly message?: string;
}

/** One request under way. */
export interface Call<P extends Principal = Principal> {
  readonly principal: P;
  readonly requestId: RequestId;
  /** The revision that this request is spoken in. */
  readonly protocolVersion: string;
  readonly transport: 'http' | 'stdio';
  /** Of a 2025 session (stable over restarts), or of a stdio connection of 2025; 2026-07-28 knows none. */
  readonly sessionId: string | undefined;
  /** What the client says of itself: for display and for `ask`, never for decisions on access. */
  readonly client: {
    readonly info: Implementation | undefined;
    readonly capabilities: ClientCapabilities;
  };
  /** `_meta` as it was sent. */
  readonly meta: Fields;
  /** Aborts when the client cancels, or the server closes. */
  readonly signal: AbortSignal;
  /** Tells the client, if it asked to be told. A client that reads too slowly misses some. */
  progress(update: ProgressUpdate): void;
  /** Tells the client, if it asked for this level. */
  log(level: LogLevel, data: unknown, logger?: string): void;
  /**
   * Asks the client, or its user, and gives the answers by the same keys. Inside `callTool`, `readResource` and
   * `getPrompt` only. A 2026-07-28 client repeats the whole request with the answers, so the handler runs again
   * from its start: ask before doing anything that must not happen twice, and with the same keys each time.
   * @throws InputRequired when that has to happen first: let it through
   * @throws McpError when the client cannot do what it is asked for, or answers with an error
   * @throws Error when the client has gone
   */
  ask<K extends string>(requests: Readonly<Record<K, InputRequest>>): Promise<Readonly<Record<K, Fields>>>;
}

/**
 * A whole list, in an order that does not change by itself: the core cuts it into pages.
 * With `cacheKey`, the encoded list is kept and used for every list of the same key, so a key must stand for all
 * that the list depends on (a revision number and the scopes, say) and `items` is called only when it is new.
 */
export interface WholeList<T> extends CacheHints {
  readonly items: readonly T[] | (() => readonly T[]);
  readonly cacheKey?: string;
}

/** One page that the handler has cut by itself, with a cursor of its own making. */
export interface ListPage<T> extends CacheHints {
  readonly page: readonly T[];
  readonly nextCursor?: string;
}

export type Listing<T> = WholeList<T> | ListPage<T>;

/** A feature whose handler is missing is not announced, and its methods do not exist. */
export interface Handlers<P extends Principal = Principal> {
  /** @param cursor of a `ListPage`; handlers of whole lists need not look at it */
  listTools?(call: Call<P>, cursor?: string): Awaitable<Listing<Tool>>;
  /**
   * Refusals that a model can act on are results with `isError`.
   * @throws McpError for what is wrong with the request itself, such as an unknown tool (`invalidParams`)
   */
  callTool?(call: Call<P>, name: string, args: Fields): Awaitable<ToolResult>;
  /** What of a tool's arguments its clients repeat in headers: see `headerParamsOf`. */
  headerParams?(call: Call<P>, name: string): readonly HeaderParam[] | undefined;
  listResources?(call: Call<P>, cursor?: string): Awaitable<Listing<Resource>>;
  listResourceTemplates?(call: Call<P>, cursor?: string): Awaitable<Listing<ResourceTemplate>>;
  /** @throws McpError `resourceNotFound` */
  readResource?(call: Call<P>, uri: string): Awaitable<ReadResult>;
  /** Whether a principal may be told that a resource was updated; left out: of any. */
  mayWatch?(principal: P, uri: string): boolean;
  listPrompts?(call: Call<P>, cursor?: string): Awaitable<Listing<Prompt>>;
  /** @throws McpError `invalidParams` for an unknown prompt or a missing argument */
  getPrompt?(call: Call<P>, name: string, args: Readonly<Record<string, string>>): Awaitable<PromptResult>;
  complete?(call: Call<P>, params: CompleteParams): Awaitable<Completion>;
}

/** Something that has changed, for those who listen. */
export type Notice =
  | { readonly method: 'notifications/tools/list_changed' }
  | { readonly method: 'notifications/prompts/list_changed' }
  | { readonly method: 'notifications/resources/list_changed' }
  | { readonly method: 'notifications/resources/updated'; readonly uri: string };
