/** Can others read a config file that holds a token? */
import type { Check, Finding } from '../check.ts';

export const privateConfigCheck: Check = {
  id: 'agents.private',
  look: async ({ agents, entry, show, word }) => {
    const findings: Finding[] = [];
    if (process.platform === 'win32') return findings;
    for (const chosen of agents) {
      const { file, mode = 0, inlineToken } = (await entry(chosen)) ?? {};
      if (file === undefined || inlineToken === undefined) continue;
      const about = { id: 'agents.private', subject: chosen.agent.name };
      if ((mode & 0o077) === 0) {
        findings.push({ ...about, level: 'ok', message: `Only you can read ${show(file)}.` });
        continue;
      }
      const message = `Other users can read ${show(file)}, which holds a token.`;
      findings.push({ ...about, level: 'error', message, fix: `chmod 600 ${word(file)}` });
    }
    return findings;
  },
};
