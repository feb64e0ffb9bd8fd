/** The 2025 session that a request belongs to. */
import { header } from '../era.ts';
import { CODES, McpError } from '../errors.ts';
import type { Principal } from '../handlers.ts';
import type { Session } from '../session-id.ts';
import type { RequestId } from '../types.ts';
import { isLegacyVersion, LEGACY_VERSIONS } from '../versions.ts';
import type { Exchange } from './exchange.ts';
import { invalid, refuse } from './refuse.ts';

/**
 * The session of the `Mcp-Session-Id` header, if it may be used.
 * @returns undefined when the request was refused instead
 */
export function admit<P extends Principal>(exchange: Exchange<P>, id?: RequestId): Session | undefined {
  const { core, req, res, principal, version } = exchange;
  const text = header(req.headers, 'mcp-session-id');
  if (text === undefined) {
    refuse(res, invalid(400, 'Mcp-Session-Id is missing: send initialize first', { id }));
    return undefined;
  }
  if (version !== undefined && !isLegacyVersion(version)) {
    const known = LEGACY_VERSIONS.join(', ');
    refuse(res, invalid(400, `Unsupported MCP-Protocol-Version; sessions speak ${known}`, { id }));
    return undefined;
  }
  const session = core.sessionIds.read(text, principal.key);
  if (session && core.sessions.admit(session)) return session;
  const error = new McpError(CODES.sessionNotFound, 'Session not found: send initialize again');
  refuse(res, { status: 404, error, id });
  return undefined;
}
