/** Who speaks MCP with the hub. */
import type { Principal } from '../../base/auth/verify.ts';
import type { Principal as WirePrincipal } from '../../protocols/mcp/handlers.ts';

export interface HubPrincipal extends WirePrincipal {
  readonly token: Principal;
  /** The session that a bridge beside the agent has read from its environment. */
  readonly bound?: string;
}

/** The wire tells principals apart by the id of their token. */
export function hubPrincipal(token: Principal, bound?: string): HubPrincipal {
  return { key: token.jti, token, ...(bound === undefined ? {} : { bound }) };
}
