/** One HTTP request and its response, with what is needed to serve it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Core } from '../core.ts';
import type { Principal } from '../handlers.ts';

export interface Exchange<P extends Principal = Principal> {
  readonly core: Core<P>;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly principal: P;
  /** The `MCP-Protocol-Version` header. */
  readonly version: string | undefined;
}
