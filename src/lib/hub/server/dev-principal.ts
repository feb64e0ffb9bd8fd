/** Who calls without a token, where that is allowed: for trying things out on one's own machine. */
import { agentScopes } from '../../base/auth/scopes.ts';
import type { Principal } from '../../base/auth/verify.ts';
import { RefusedError } from '../../base/kernel/errors.ts';
import { isLoopback } from './guard.ts';
import type { ListenOptions } from './listen.ts';

/** May do what an agent may: nothing that runs a command or reaches another machine. */
export const INSECURE: Principal = {
  jti: 'insecure-dev',
  name: 'insecure-dev',
  kind: 'mcp',
  subject: 'insecure-dev',
  scopes: agentScopes,
  expiresAt: Number.MAX_SAFE_INTEGER,
};

/** @throws RefusedError (`insecure-bind`) where others could reach such a hub */
export function assertLocal({ host, behindProxy }: Pick<ListenOptions, 'host' | 'behindProxy'>): void {
  if (isLoopback(host) && !behindProxy) return;
  throw new RefusedError('A hub that asks for no token may be reached from this machine alone', {
    code: 'insecure-bind',
    hint: 'leave out --insecure-dev, or --host and --behind-proxy',
  });
}
