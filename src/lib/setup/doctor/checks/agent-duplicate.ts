/** Does an agent have a second entry that leads to nerve's hub? */
import { ENTRY_NAME } from '../../../agents/sync/agent-targets.ts';
import { endpointOf } from '../../../base/config/endpoint.ts';
import { textsOf } from '../agent-entry.ts';
import type { Check, Finding } from '../check.ts';

export const duplicateCheck: Check = {
  id: 'agents.duplicate',
  look: async ({ context, agents, entry, show, word }) => {
    const endpoint = endpointOf(context);
    const findings: Finding[] = [];
    for (const chosen of agents) {
      const { servers = {}, file = '' } = (await entry(chosen)) ?? {};
      for (const [name, server] of Object.entries(servers)) {
        if (name === ENTRY_NAME || !textsOf(server).some((text) => isSameAddress(text, endpoint))) continue;
        findings.push({
          id: 'agents.duplicate',
          subject: chosen.agent.name,
          level: 'warn',
          message: `The server ${JSON.stringify(name)} in ${show(file)} leads to nerve's hub too, so ${chosen.agent.title} would see every tool twice.`,
          fix: `remove ${JSON.stringify(name)}: "\${EDITOR:-vi}" ${word(file)}`,
        });
      }
    }
    return findings;
  },
};

function isSameAddress(text: string, endpoint: string): boolean {
  return text.replace(/\/+$/, '').toLowerCase() === endpoint.replace(/\/+$/, '').toLowerCase();
}
