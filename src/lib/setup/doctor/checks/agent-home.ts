/** Does a variable send an agent, and so nerve, to a folder that is not there? */
import { agentHome } from '../../../agents/registry/places.ts';
import { PROGRAMS } from '../../../agents/registry/registry.ts';
import type { Check, Finding } from '../check.ts';

export const agentHomeCheck: Check = {
  id: 'agents.home',
  look: ({ context, show, word }) =>
    PROGRAMS.flatMap((agent): Finding[] => {
      const { variable } = agent.home;
      if (!variable || !context.env[variable]) return [];
      const home = agentHome(agent, context);
      const about = { id: 'agents.home', subject: agent.name };
      if (context.system.stat(home)?.kind === 'directory') {
        const message = `${variable} moves the files of ${agent.title} to ${show(home)}.`;
        return [{ ...about, level: 'info', message }];
      }
      const message = `${variable} names ${show(home)}, which is no folder.`;
      return [{ ...about, level: 'warn', message, fix: `mkdir -p ${word(home)}, or: unset ${variable}` }];
    }),
};
