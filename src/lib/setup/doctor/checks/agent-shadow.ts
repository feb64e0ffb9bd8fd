/** Does another file hide the memory bundle from an agent? */
import { placeOf } from '../../../agents/registry/places.ts';
import { bundlePlace } from '../../../agents/sync/agent-targets.ts';
import type { Check, Finding } from '../check.ts';

export const shadowCheck: Check = {
  id: 'agents.shadowed',
  look: ({ context, agents, show, word }) =>
    agents.flatMap(({ agent, choice }): Finding[] => {
      if (!bundlePlace(agent, choice)) return [];
      return (agent.bundle.shadowedBy ?? []).flatMap(({ place, why }): Finding[] => {
        const file = placeOf(agent, place, context);
        const text = context.system.read(file)?.bytes.toString('utf8') ?? '';
        if (text.trim() === '') return [];
        const message = `${show(file)} is not empty, and ${why}: ${agent.title} does not see nerve's memory.`;
        const fix = `mv ${word(file)} ${word(file)}.off`;
        return [{ id: 'agents.shadowed', subject: agent.name, level: 'warn', message, fix }];
      });
    }),
};
