/** Does another file hide the memory bundle from an agent? */
import { shadowsOf } from '../../../agents/sync/shadows.ts';
import type { Check, Finding } from '../check.ts';

export const shadowCheck: Check = {
  id: 'agents.shadowed',
  look: ({ context, agents, show, word }) =>
    agents.flatMap(({ agent, choice }) =>
      shadowsOf(context, agent, choice).map(({ file, why }): Finding => {
        const message = `${show(file)} is not empty, and ${why}: ${agent.title} does not see nerve's memory.`;
        const fix = `mv ${word(file)} ${word(file)}.off`;
        return { id: 'agents.shadowed', subject: agent.name, level: 'warn', message, fix };
      }),
    ),
};
