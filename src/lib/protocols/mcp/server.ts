/** An MCP server of both eras. What it serves comes in as handlers; who calls, as a principal. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Core, createCore, type ServerOptions } from './core.ts';
import type { Notice, Principal } from './handlers.ts';
import { handleHttp } from './http/http.ts';
import { giveUp } from './run.ts';
import { settled } from './settled.ts';
import { handleStdio, type StdioServer, type StdioStreams } from './stdio/stdio.ts';

export interface McpServer<P extends Principal = Principal> {
  /**
   * Answers one HTTP request to the endpoint. Host, Origin and token have been checked before, by the caller.
   * Never throws, and needs no waiting for.
   */
  handle(req: IncomingMessage, res: ServerResponse, principal: P): void;
  /** Serves one client on a pair of byte streams. */
  connect(streams: StdioStreams<P>): StdioServer;
  /** Tells the listening clients of one principal, or of all, of a change; returns how many were told. */
  notify(notice: Notice, principalKey?: string): number;
  /** The resources whose updates anybody wants to hear of, each with the keys of the principals who do. */
  watched(): ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether a principal has a stream or subscription open. */
  isListening(principalKey: string): boolean;
  /** Ends all streams and subscriptions of a principal the graceful way. */
  disconnect(principalKey: string): void;
  /** What is under way. */
  load(): { readonly streams: number; readonly calls: number };
  /** Ends all streams the graceful way, lets calls end for a while (2 s), then cancels them. Nothing new is served. */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

/** @throws Error for a session key of less than 32 bytes */
export function createMcpServer<P extends Principal>(options: ServerOptions<P>): McpServer<P> {
  const core = createCore(options);
  return {
    handle: (req, res, principal) => handleHttp(core, req, res, principal),
    connect: (streams) => handleStdio(core, streams),
    notify: (notice, principalKey) => core.listeners.tell(notice, principalKey),
    watched: () => core.listeners.watched(),
    isListening: (principalKey) => core.listeners.has(principalKey),
    disconnect: (principalKey) => core.listeners.endPrincipal(principalKey),
    load: () => ({ streams: core.listeners.size, calls: core.calls.size }),
    close: ({ graceMs = 2_000 } = {}) => close(core, graceMs),
  };
}

async function close<P extends Principal>(core: Core<P>, graceMs: number): Promise<void> {
  core.closing = true;
  core.listeners.endAll();
  await settled(core, graceMs);
  for (const call of [...core.calls]) giveUp(call);
}
