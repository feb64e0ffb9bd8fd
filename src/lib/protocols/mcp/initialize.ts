/** `initialize`: what a 2025 session begins with. */
import type { Core } from './core.ts';
import { invalidParams } from './errors.ts';
import type { Principal } from './handlers.ts';
import { isFields, type Request } from './message.ts';
import type { Session } from './session-id.ts';
import { negotiate } from './versions.ts';

/**
 * The facts of a session that a request asks for.
 * @throws McpError
 */
export function readInitialize(request: Request, now: number): Omit<Session, 'id'> {
  const { protocolVersion, capabilities, clientInfo } = request.params ?? {};
  if (typeof protocolVersion !== 'string') throw invalidParams('protocolVersion is not a string');
  const isNamed =
    isFields(clientInfo) && typeof clientInfo.name === 'string' && typeof clientInfo.version === 'string';
  return {
    issuedAt: now,
    protocolVersion: negotiate(protocolVersion),
    client: {
      info: isNamed ? { name: `${clientInfo.name}`, version: `${clientInfo.version}` } : undefined,
      capabilities: isFields(capabilities) ? capabilities : {},
    },
  };
}

export function initializeResult<P extends Principal>(
  core: Core<P>,
  principal: P,
  { protocolVersion }: Pick<Session, 'protocolVersion'>,
): object {
  return {
    protocolVersion,
    capabilities: core.capabilities,
    serverInfo: core.info,
    instructions: core.instructionsFor(principal),
  };
}
