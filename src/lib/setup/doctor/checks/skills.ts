/** Can every skill of the workspace go to the agents? */
import { join } from 'node:path';
import { exportedSkills } from '../../../agents/sync/exported-skills.ts';
import { getsSkills } from '../../../agents/sync/skill-targets.ts';
import { SKILL_FILE, SKILLS_FOLDER } from '../../../base/workspace/skills/skill.ts';
import type { Check, Finding } from '../check.ts';
import { sentence } from '../sentence.ts';

export const skillsCheck: Check = {
  id: 'workspace.skills',
  look: async ({ context, agents, show, word }) => {
    if (!agents.some(({ agent, choice }) => getsSkills(agent, choice))) return [];
    // Throws for a secret, if the settings say so.
    const { skills, problems } = await exportedSkills(context);
    const folder = join(context.config.text('workspace'), SKILLS_FOLDER);
    const findings = problems.map(({ name, why }): Finding => {
      const path = join(folder, name);
      return {
        id: 'workspace.skills',
        subject: name,
        level: 'warn',
        message: sentence(`The skill in ${show(path)} is left out: ${why}`),
        fix: `"\${EDITOR:-vi}" ${word(join(path, SKILL_FILE))}`,
      };
    });
    if (skills.length === 0) return findings;
    const what = skills.length === 1 ? '1 skill goes' : `${skills.length} skills go`;
    const names = skills.map(({ name }) => name).join(', ');
    const found = { level: 'ok' as const, message: `${what} to your agents: ${names}.` };
    return [...findings, { id: 'workspace.skills', ...found }];
  },
};
