/** The 2025 session that a request belongs to. */
import { header } from '../era.ts';
import { CODES, McpError } from '../errors.ts';
import type { Principal } from '../handlers.ts';
import type { Request } from '../message.ts';
import type { Session } from '../session-id.ts';
import { isLegacyVersion, LEGACY_VERSIONS } from '../versions.ts';
import type { Exchange } from './exchange.ts';
import { invalid, refuse } from './refuse.ts';

/**
 * The session of the `Mcp-Session-Id` header, if it may be used.
 * @returns undefined when the request was refused instead
 */
export function admit<P extends Principal>(exchange: Exchange<P>, request?: Request): Session | undefined {
  const { core, req, principal, version } = exchange;
  const text = header(req.headers, 'mcp-session-id');
  if (text === undefined) {
    refuse(exchange, invalid(400, 'Mcp-Session-Id is missing: send initialize first', { request }));
    return undefined;
  }
  if (version !== undefined && !isLegacyVersion(version)) {
    const known = LEGACY_VERSIONS.join(', ');
    refuse(exchange, invalid(400, `Unsupported MCP-Protocol-Version; sessions speak ${known}`, { request }));
    return undefined;
  }
  const session = core.sessionIds.read(text, principal.key);
  if (session && core.sessions.admit(session)) return session;
  const error = new McpError(CODES.sessionNotFound, 'Session not found: send initialize again');
  refuse(exchange, { status: 404, error, request });
  return undefined;
}
