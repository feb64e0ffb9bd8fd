/** Calls of tools whose results have not come yet: a result names its call only, not the tool. Pure. */

/** Plain data, oldest first, kept with the state of a reader. */
export type OpenCalls = readonly OpenCall[];

export interface OpenCall {
  readonly id: string;
  readonly name: string;
  readonly server?: string;
}

/** More are never open at once; the oldest of those have no result any more. */
const MOST = 256;

export function openCall(calls: OpenCalls, call: OpenCall): OpenCalls {
  return [...calls.filter(({ id }) => id !== call.id), call].slice(-MOST);
}

export function findCall(calls: OpenCalls, id: string | undefined): OpenCall | undefined {
  return calls.find((call) => call.id === id);
}

export function closeCall(calls: OpenCalls, id: string | undefined): OpenCalls {
  return calls.filter((call) => call.id !== id);
}
