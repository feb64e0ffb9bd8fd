/** What a server offers, in the words of the MCP specification, without the wire. */

/** A JSON object whose members the core passes on without looking. */
export type Fields = { readonly [name: string]: unknown };

export type { Awaitable } from '../../base/kernel/awaitable.ts';

export type RequestId = string | number;

export interface Implementation {
  readonly name: string;
  readonly version: string;
  readonly title?: string;
  readonly description?: string;
  readonly websiteUrl?: string;
  readonly icons?: readonly Fields[];
}

/** What a client says it can do; only what a server may ask for is named. */
export interface ClientCapabilities {
  readonly elicitation?: Fields;
  readonly sampling?: Fields;
  readonly roots?: Fields;
  readonly [name: string]: unknown;
}

export interface Tool {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema: Fields;
  readonly outputSchema?: Fields;
  readonly annotations?: Fields;
  readonly icons?: readonly Fields[];
  readonly _meta?: Fields;
}

export interface Content {
  readonly type: string;
  readonly [name: string]: unknown;
}

export interface ToolResult {
  readonly content: readonly Content[];
  /** Any JSON since 2026-07-28; earlier clients are given objects only. */
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
  readonly _meta?: Fields;
}

export interface Resource {
  readonly uri: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly mimeType?: string;
  readonly size?: number;
  readonly annotations?: Fields;
  readonly _meta?: Fields;
}

export interface ResourceTemplate {
  readonly uriTemplate: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly mimeType?: string;
  readonly annotations?: Fields;
  readonly _meta?: Fields;
}

export interface ResourceContents {
  readonly uri: string;
  readonly mimeType?: string;
  readonly text?: string;
  /** Base64. */
  readonly blob?: string;
  readonly _meta?: Fields;
}

/** How long, and by whom, a 2026-07-28 client may keep a result; earlier clients are not told. */
export interface CacheHints {
  readonly ttlMs?: number;
  readonly cacheScope?: 'public' | 'private';
}

export interface ReadResult extends CacheHints {
  readonly contents: readonly ResourceContents[];
  readonly _meta?: Fields;
}

export interface Prompt {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly arguments?: readonly {
    readonly name: string;
    readonly description?: string;
    readonly required?: boolean;
  }[];
  readonly _meta?: Fields;
}

export interface PromptResult {
  readonly description?: string;
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly content: Content }[];
  readonly _meta?: Fields;
}

export interface CompleteParams {
  readonly ref:
    | { readonly type: 'ref/prompt'; readonly name: string }
    | { readonly type: 'ref/resource'; readonly uri: string };
  readonly argument: { readonly name: string; readonly value: string };
  readonly context?: { readonly arguments?: Readonly<Record<string, string>> };
}

export interface Completion {
  /** The best first; the wire carries 100 at most. */
  readonly values: readonly string[];
  readonly total?: number;
  readonly hasMore?: boolean;
}

/** The levels of `log`, the least severe first (RFC 5424). */
export const LOG_LEVELS = [
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'critical',
  'alert',
  'emergency',
] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Its place in `LOG_LEVELS`; -1 for what is no level. */
export function levelIndex(level: unknown): number {
  return (LOG_LEVELS as readonly unknown[]).indexOf(level);
}

/** Something that a server may ask of the client in the middle of a call. */
export type InputRequest =
  | { readonly method: 'elicitation/create'; readonly params: Fields }
  | { readonly method: 'sampling/createMessage'; readonly params: Fields }
  | { readonly method: 'roots/list'; readonly params?: Fields };
