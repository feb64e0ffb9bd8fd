/** Decides, from one request alone, which era serves it; and whether a claim of 2026-07-28 holds. */

import { CODES, invalidParams, McpError, unsupportedVersion } from './errors.ts';
import { decodeHeader, encodeHeader } from './header-params.ts';
import { isFields, type Notification, type Request } from './message.ts';
import { CLIENT_CAPABILITIES, LOG_LEVEL, metaOf, PROTOCOL_VERSION } from './meta-keys.ts';
import { LOG_LEVELS, levelIndex } from './types.ts';
import { claimsModern, type Era, MODERN_VERSION } from './versions.ts';

/** The headers of a request, as `node:http` gives them: names in lower case. */
export type Headers = { readonly [name: string]: string | readonly string[] | undefined };

export function header(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

/**
 * A claim in the body decides, malformed or not, so that nothing that means to be modern is ever served as legacy.
 * Without one, `initialize` is legacy by its nature, and the version header decides on the rest.
 */
export function eraOf(message: Request | Notification, versionHeader: string | undefined): Era {
  const meta = metaOf(message.params);
  if (PROTOCOL_VERSION in meta || CLIENT_CAPABILITIES in meta) return 'modern';
  if (message.method === 'initialize') return 'legacy';
  return claimsModern(versionHeader) ? 'modern' : 'legacy';
}

/**
 * What is wrong with a request of the modern era, or undefined.
 * @param headers of the HTTP request, which have to repeat the body; undefined where there are none (stdio)
 */
export function modernProblem(request: Request, headers: Headers | undefined): McpError | undefined {
  const meta = metaOf(request.params);
  const version = meta[PROTOCOL_VERSION];
  if (typeof version !== 'string') return invalidParams(`_meta lacks ${PROTOCOL_VERSION}`);
  if (!isFields(meta[CLIENT_CAPABILITIES])) return invalidParams(`_meta lacks ${CLIENT_CAPABILITIES}`);
  if (headers && header(headers, 'mcp-protocol-version') !== version)
    return mismatch('MCP-Protocol-Version', header(headers, 'mcp-protocol-version'));
  if (version !== MODERN_VERSION) return unsupportedVersion(version);
  if (headers) {
    const problem = headerProblem(request, headers);
    if (problem) return problem;
  }
  const level = meta[LOG_LEVEL];
  if (level !== undefined && levelIndex(level) < 0)
    return invalidParams(`${LOG_LEVEL} is none of ${LOG_LEVELS.join(', ')}`);
  return undefined;
}

/** Which parameter `Mcp-Name` repeats. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
]);

/** The headers with which a request of the modern era repeats its body; what the body lacks, they lack too. */
export function modernHeaders({ method, params }: Request): Record<string, string> {
  const version = metaOf(params)[PROTOCOL_VERSION];
  const field = NAMED.get(method);
  const name = field === undefined ? undefined : params?.[field];
  return {
    'mcp-method': encodeHeader(method),
    ...(typeof version === 'string' ? { 'mcp-protocol-version': encodeHeader(version) } : {}),
    ...(typeof name === 'string' ? { 'mcp-name': encodeHeader(name) } : {}),
  };
}

function headerProblem(request: Request, headers: Headers): McpError | undefined {
  const method = header(headers, 'mcp-method');
  if (method !== request.method) return mismatch('Mcp-Method', method);
  const field = NAMED.get(method);
  if (field === undefined) return undefined;
  const sent = header(headers, 'mcp-name');
  if (sent === undefined) return mismatch('Mcp-Name', sent);
  return decodeHeader(sent) === request.params?.[field] ? undefined : mismatch('Mcp-Name', sent);
}

/** The error for a header that is missing, malformed or different from the body. */
export function mismatch(name: string, value: string | undefined): McpError {
  const problem = value === undefined ? 'is missing' : 'does not match the body';
  return new McpError(CODES.headerMismatch, `Header mismatch: ${name} ${problem}`);
}
