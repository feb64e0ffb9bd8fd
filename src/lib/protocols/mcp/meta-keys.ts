/** The keys of `_meta` that 2026-07-28 reserves, and how they are read. */
import { isFields } from './message.ts';
import type { Fields } from './types.ts';

export const PROTOCOL_VERSION = 'io.modelcontextprotocol/protocolVersion';
export const CLIENT_INFO = 'io.modelcontextprotocol/clientInfo';
export const CLIENT_CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';
export const LOG_LEVEL = 'io.modelcontextprotocol/logLevel';
export const SERVER_INFO = 'io.modelcontextprotocol/serverInfo';
export const SUBSCRIPTION_ID = 'io.modelcontextprotocol/subscriptionId';

const NONE: Fields = Object.freeze({});

/** `_meta` of a request's parameters; an empty object where there is none. */
export function metaOf(params: Fields | undefined): Fields {
  const meta = params?._meta;
  return isFields(meta) ? meta : NONE;
}
