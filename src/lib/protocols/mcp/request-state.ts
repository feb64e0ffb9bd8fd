/** `requestState` of 2026-07-28: the answers of earlier rounds, carried by the client because we keep nothing. */

import { sha256 } from '../../base/kernel/hash.ts';
import { canonical } from '../../base/kernel/json.ts';
import { invalidParams } from './errors.ts';
import { isFields } from './message.ts';
import { sign, verify } from './signature.ts';
import type { Fields } from './types.ts';

export type Answers = Readonly<Record<string, Fields>>;

export interface RequestStates {
  /** The text that the client has to send back with its next try. */
  write(principalKey: string, method: string, params: Fields, answers: Answers): string;
  /**
   * All answers that a request comes with: those of its state, and those it brings itself. What is not an object
   * is as good as missing, and will be asked for again.
   * @throws McpError for a state that is not ours, not this principal's, of another request, or too old
   */
  read(principalKey: string, method: string, params: Fields): Answers;
}

/** How long a person may think. */
const LIFETIME_MS = 30 * 60_000;

export function createRequestStates(key: Uint8Array, now: () => number): RequestStates {
  return {
    write(principalKey, method, params, answers) {
      const payload = JSON.stringify([now() + LIFETIME_MS, answers]);
      return sign(key, payload, boundTo(principalKey, method, params));
    },
    read(principalKey, method, params) {
      const { inputResponses, requestState } = params;
      if (inputResponses !== undefined && !isFields(inputResponses))
        throw invalidParams('inputResponses is not an object');
      const fresh = Object.entries(inputResponses ?? {}).filter((entry): entry is [string, Fields] =>
        isFields(entry[1]),
      );
      if (requestState === undefined) return Object.fromEntries(fresh);
      const payload =
        typeof requestState === 'string'
          ? verify(key, requestState, boundTo(principalKey, method, params))
          : undefined;
      if (payload === undefined) throw invalidParams('requestState is not the one that was given');
      const [expires, answers]: [number, Answers] = JSON.parse(payload);
      if (now() > expires) throw invalidParams('requestState has expired: send the request anew');
      return { ...answers, ...Object.fromEntries(fresh) };
    },
  };
}

/** The principal and the request itself, without what changes from one try to the next. */
function boundTo(principalKey: string, method: string, params: Fields): string[] {
  const { _meta, inputResponses, requestState, ...salient } = params;
  return ['mcp-request-state', principalKey, method, sha256(textOf(salient))];
}

/** @throws McpError for what is nested deeper than the stack of the process */
function textOf(salient: Fields): string {
  try {
    return canonical(salient);
  } catch (error) {
    if (error instanceof RangeError) throw invalidParams('The parameters are nested too deeply');
    throw error;
  }
}
