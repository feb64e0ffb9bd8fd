/** Does each memory bundle fit into what its agent reads? */
import { bundlePlace } from '../../../agents/sync/agent-targets.ts';
import type { Check, Finding } from '../check.ts';
import { capital, sentence } from '../sentence.ts';

const TIGHT = ['nearly-full', 'over-budget', 'trimmed'];

export const budgetCheck: Check = {
  id: 'agents.budget',
  look: async ({ agents, bundle, context, word }) => {
    if (context.system.stat(context.config.text('workspace'))?.kind !== 'directory') return [];
    const findings: Finding[] = [];
    for (const chosen of agents) {
      const { budgetBytes = 0 } = chosen.agent.bundle ?? {};
      const rendered = bundlePlace(chosen.agent, chosen.choice) && (await bundle(chosen));
      if (!rendered) continue;
      const { notices, bytes } = rendered;
      const about = { id: 'agents.budget', subject: chosen.agent.name };
      const tight = notices.filter(({ code }) => TIGHT.includes(code));
      const share = Math.round((bytes / budgetBytes) * 100);
      if (tight.length === 0) {
        const message = `The memory of ${chosen.agent.title} takes ${share} % of its room.`;
        findings.push({ ...about, level: 'ok', message });
      }
      const fix = `shorten the files in ${word(context.config.text('workspace'))}, MEMORY.md first`;
      for (const { message } of tight) {
        findings.push({ ...about, level: 'warn', message: sentence(capital(message)), fix });
      }
    }
    return findings;
  },
};
