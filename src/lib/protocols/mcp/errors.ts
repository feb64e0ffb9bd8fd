/** JSON-RPC errors, and the HTTP statuses that belong to them. */
import type { ClientCapabilities, Fields } from './types.ts';
import { type Era, SUPPORTED_VERSIONS } from './versions.ts';

export const CODES = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  /** Clients look for exactly this one, with 404, before they open a new session. */
  sessionNotFound: -32001,
  /** Until 2025-11-25; 2026-07-28 says `invalidParams` instead. */
  resourceNotFound: -32002,
  headerMismatch: -32020,
  missingCapability: -32021,
  unsupportedVersion: -32022,
} as const;

/** An error that is answered as it stands. Anything else that is thrown becomes "Internal error". */
export class McpError extends Error {
  readonly code: number;
  readonly data: Fields | undefined;

  constructor(code: number, message: string, data?: Fields) {
    super(message);
    this.name = 'McpError';
    this.code = code;
    this.data = data;
  }
}

/**
 * How `ask` ends a handler of 2026-07-28 whose questions are not answered yet. No failure: whoever catches errors of
 * handlers lets this one through, or does not mind that it is answered with the questions whatever comes instead.
 */
export class InputRequired extends Error {
  constructor() {
    super('The client has to be asked first');
    this.name = 'InputRequired';
  }
}

/** The request itself is wrong: an unknown name, a missing or ill-shaped parameter. */
export function invalidParams(message: string, data?: Fields): McpError {
  return new McpError(CODES.invalidParams, message, data);
}

export function resourceNotFound(uri: string): McpError {
  return new McpError(CODES.resourceNotFound, 'Resource not found', { uri });
}

export function methodNotFound(method: string): McpError {
  return new McpError(CODES.methodNotFound, `Method not found: ${method.slice(0, 100)}`);
}

export function missingCapability(required: ClientCapabilities): McpError {
  const names = Object.keys(required).join(', ');
  return new McpError(CODES.missingCapability, `The client does not offer what this needs: ${names}`, {
    requiredCapabilities: required,
  });
}

export function unsupportedVersion(requested: string): McpError {
  return new McpError(CODES.unsupportedVersion, 'Unsupported protocol version', {
    supported: SUPPORTED_VERSIONS,
    requested: requested.slice(0, 100),
  });
}

/** The code in the words of an era: 2026-07-28 dropped one, and added one that earlier clients do not know. */
export function codeFor(era: Era, code: number): number {
  if (era === 'modern') return code === CODES.resourceNotFound ? CODES.invalidParams : code;
  return code === CODES.missingCapability ? CODES.invalidRequest : code;
}

/**
 * The HTTP status of an error in answer to a request that was well-formed: 200, because the error is the payload.
 * 2026-07-28 wants two of them seen in the status as well.
 */
export function statusOf(era: Era, code: number): number {
  if (era === 'legacy') return 200;
  if (code === CODES.methodNotFound) return 404;
  return code === CODES.missingCapability ? 400 : 200;
}
