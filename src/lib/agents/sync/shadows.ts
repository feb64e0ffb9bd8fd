/** Files that hide an agent's memory bundle from it. */
import type { AgentChoice } from '../../base/config/agent-choice.ts';
import type { Context } from '../../base/config/context.ts';
import type { AgentRecord } from '../registry/agent-record.ts';
import { placeOf } from '../registry/places.ts';
import { bundlePlace } from './agent-targets.ts';

export interface Shadow {
  /** Absolute path. */
  readonly file: string;
  /** A clause that begins with the agent's name. */
  readonly why: string;
}

/** Those that are there and not blank; none for an agent that gets no bundle. */
export function shadowsOf(context: Context, agent: AgentRecord, choice: AgentChoice): Shadow[] {
  if (!bundlePlace(agent, choice)) return [];
  return (agent.bundle?.shadowedBy ?? []).flatMap(({ place, why }) => {
    const file = placeOf(agent, place, context);
    const text = context.system.read(file)?.bytes.toString('utf8') ?? '';
    return text.trim() === '' ? [] : [{ file, why }];
  });
}
