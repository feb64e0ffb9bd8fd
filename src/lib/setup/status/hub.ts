/** How the hub stands. There is none yet, so nothing is asked and nothing is started. */
import { endpointOf } from '../../agents/sync/desire.ts';
import type { Context } from '../../base/config/context.ts';

export interface HubStatus {
  readonly state: 'none';
  /** Where agents are told to look for it. */
  readonly endpoint: string;
}

/** Looks only. */
export function hubStatus(context: Context): HubStatus {
  return { state: 'none', endpoint: endpointOf(context) };
}
