/** The token of an agent, in `secrets/agents/NAME`: a file of mode 0600 with the token and a line end. */
import { join } from 'node:path';
import type { FileSnapshot } from '../system/system.ts';
import type { SecretsDeps } from './deps.ts';
import { decodeToken, MAX_TOKEN_LENGTH, readClaims } from './jwt.ts';
import { assertTokenName } from './names.ts';

export interface AgentToken {
  readonly token: string;
  readonly jti: string;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export type AgentTokenState = 'missing' | 'valid' | 'expiring' | 'expired' | 'malformed';

const THIRTY_DAYS = 30 * 86_400_000;

/**
 * Where the token of an agent is.
 * @throws UserError for a name that is none.
 */
export function agentTokenPath(paths: SecretsDeps['paths'], agent: string): string {
  assertTokenName(agent);
  return join(paths.secrets, 'agents', agent);
}

/**
 * What the file of an agent says, undefined when it is missing or holds no token. Nothing is verified, and
 * neither the keys nor the database are opened, so this is cheap and does not see a revocation.
 * @throws UserError for a bad name; RefusedError for a file that cannot be read.
 */
export function readAgentToken(deps: SecretsDeps, agent: string): AgentToken | undefined {
  const file = readTokenFile(deps, agent);
  return file && parseTokenFile(file);
}

/**
 * Whether an agent needs a new token at `now`. `expiring`: less than a tenth of its life is left, or less than
 * 30 days of a life of 300 and more.
 * @throws as `readAgentToken`.
 */
export function agentTokenState(deps: SecretsDeps, agent: string, now: Date): AgentTokenState {
  const file = readTokenFile(deps, agent);
  if (!file) return 'missing';
  const token = parseTokenFile(file);
  if (!token) return 'malformed';
  const left = token.expiresAt - now.getTime();
  if (left <= 0) return 'expired';
  return left < Math.min(THIRTY_DAYS, (token.expiresAt - token.issuedAt) / 10) ? 'expiring' : 'valid';
}

/** The bytes to write for a token. */
export function agentTokenFile(token: string): Buffer {
  return Buffer.from(`${token}\n`);
}

function readTokenFile(deps: SecretsDeps, agent: string): FileSnapshot | undefined {
  return deps.system.read(agentTokenPath(deps.paths, agent));
}

function parseTokenFile(file: FileSnapshot): AgentToken | undefined {
  if (file.bytes.length > MAX_TOKEN_LENGTH + 2) return undefined;
  const token = file.bytes.toString('latin1').trim();
  const decoded = decodeToken(token);
  const claims = decoded && readClaims(decoded.claims);
  return claims && { token, jti: claims.jti, issuedAt: claims.iat * 1000, expiresAt: claims.exp * 1000 };
}
