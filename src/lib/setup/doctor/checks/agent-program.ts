/** Is each agent installed, and in a release that nerve was tested with? */
import type { Detection } from '../../../agents/registry/detect.ts';
import { testedOf } from '../../status/agents.ts';
import type { Check, Finding } from '../check.ts';

export const agentProgramCheck: Check = {
  id: 'agents.program',
  look: async ({ agents, version }) => {
    const findings: Finding[] = [];
    for (const chosen of agents) {
      if (chosen.detection) findings.push(findingFor(chosen.detection, await version(chosen)));
    }
    return findings;
  },
};

function findingFor(detection: Detection, version: string | undefined): Finding {
  const { name, title, program, verified } = detection.agent;
  if (!detection.program) {
    return {
      id: 'agents.program',
      subject: name,
      level: 'warn',
      message: `${title} is among your agents, but there is no ${program} on PATH.`,
      fix: `install ${title}, or: nerve agents disable ${name}`,
    };
  }
  const about = { id: 'agents.version', subject: name };
  switch (testedOf(version, verified?.version)) {
    case 'tested':
      return {
        ...about,
        level: 'ok',
        message: `${title} ${version} is the release that nerve was tested with.`,
      };
    case 'newer':
      return {
        ...about,
        level: 'info',
        message: `${title} ${version} is newer than ${verified?.version}, the last release that nerve was tested with.`,
      };
    case 'older':
      return {
        ...about,
        level: 'info',
        message: `${title} ${version} is older than ${verified?.version}, which nerve was tested with.`,
        fix: `update ${title}`,
      };
    case 'unverified':
      return { ...about, level: 'info', message: `${title} is unverified: nerve was never tested with it.` };
    case 'unknown':
      return {
        ...about,
        level: 'warn',
        message: `${program} does not say its version.`,
        fix: `${program} --version`,
      };
  }
}
