/** Results, errors and notifications as JSON text, in the words of each era. */
import { codeFor, type McpError } from './errors.ts';
import { isFields } from './message.ts';
import { SERVER_INFO } from './meta-keys.ts';
import type { CacheHints, Fields, Implementation, RequestId } from './types.ts';
import type { Era } from './versions.ts';

/** The text of a result of 2025: as it is. */
export function legacyResult(result: object): string {
  return JSON.stringify(result);
}

/** Encodes results of 2026-07-28, each with `resultType` and the server's name. */
export function createModernEncoder(info: Implementation): (result: object, hints?: CacheHints) => string {
  const serverInfo = { [SERVER_INFO]: { name: info.name, version: info.version } };
  const open = '{"resultType":"complete",';
  const plain = `${open}"_meta":${JSON.stringify(serverInfo)}`;
  return (result, hints) => {
    const rest = result as Fields;
    const cache = hints ? `,"ttlMs":${hints.ttlMs},"cacheScope":${JSON.stringify(hints.cacheScope)}` : '';
    if (rest._meta === undefined && rest.resultType === undefined) {
      const text = JSON.stringify(result);
      return text === '{}' ? `${plain}${cache}}` : `${plain}${cache},${text.slice(1)}`;
    }
    const _meta = isFields(rest._meta) ? { ...rest._meta, ...serverInfo } : serverInfo;
    return JSON.stringify({ resultType: 'complete', ...rest, ...hints, _meta });
  };
}

/** The response that carries an encoded result. */
export function answerText(id: RequestId, result: string): string {
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}`;
}

/** The response that carries an error. Where no id could be read, 2025 wants null and 2026-07-28 none. */
export function errorText(era: Era, id: RequestId | undefined, error: McpError): string {
  const { message, data } = error;
  const code = codeFor(era, error.code);
  const named = id === undefined ? (era === 'legacy' ? { id: null } : {}) : { id };
  return JSON.stringify({ jsonrpc: '2.0', ...named, error: { code, message, data } });
}

export function notificationText(method: string, params?: Fields): string {
  return JSON.stringify({ jsonrpc: '2.0', method, params });
}

export function requestText(id: RequestId, method: string, params: Fields | undefined): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method, params });
}

/** One event of a stream. JSON text has no line breaks, so it is one line. */
export function eventText(message: string): string {
  return `event: message\ndata: ${message}\n\n`;
}
