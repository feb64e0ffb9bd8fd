/** How the hub stands, as far as can be told without asking it. */

import type { Context } from '../../base/config/context.ts';
import { endpointOf } from '../../base/config/endpoint.ts';

export interface HubStatus {
  readonly state: 'running' | 'stopped';
  /** Where agents are told to look for it. */
  readonly endpoint: string;
  /** Undefined where none runs. */
  readonly pid: number | undefined;
  /** ISO time. */
  readonly since: string | undefined;
}

/** Looks only. */
export function hubStatus(context: Context): HubStatus {
  const holder = context.system.lockHolder(context.paths.hubLock);
  return {
    state: holder ? 'running' : 'stopped',
    endpoint: endpointOf(context),
    pid: holder?.pid,
    since: holder?.since,
  };
}
