/** Does each agent's config hold what the agent shows to the hub? */
import { readAgentToken } from '../../../base/auth/agent-token.ts';
import type { Check, Finding } from '../check.ts';
import type { ChosenAgent, Examination } from '../examination.ts';

export const tokenConfigCheck: Check = {
  id: 'tokens.config',
  look: async (examination) => {
    const findings: Finding[] = [];
    for (const agent of examination.agents) findings.push(...(await lookAtEntry(examination, agent)));
    return findings;
  },
};

async function lookAtEntry(examination: Examination, chosen: ChosenAgent): Promise<Finding[]> {
  const { context, show, entry } = examination;
  const { name, title } = chosen.agent;
  const found = await entry(chosen);
  const about = { id: 'tokens.config', subject: name };
  // A file that cannot be parsed is a finding of the files.
  if (!found?.servers) return [];
  const { file, own, inlineToken, usesVariable } = found;
  if (own === undefined) {
    const message = `${title} is not connected: ${show(file)} has no server called nerve.`;
    return [{ ...about, level: 'error', message, fix: 'nerve sync --conflict backup' }];
  }
  const token = readAgentToken(context, name)?.token;
  if (chosen.choice.transport === 'stdio') {
    return [{ ...about, level: 'ok', message: `${title} needs no token: it starts \`nerve mcp\`.` }];
  }
  if (inlineToken !== undefined) {
    if (inlineToken === token) {
      return [{ ...about, level: 'ok', message: `${show(file)} holds the token of ${title}.` }];
    }
    const message = `${show(file)} holds another token than the one nerve made for ${title}.`;
    return [{ ...about, level: 'error', message, fix: 'nerve sync --conflict backup' }];
  }
  if (usesVariable) return [environmentFinding(examination, chosen, token)];
  return [{ ...about, level: 'ok', message: `${title} gets its token from a command of nerve's.` }];
}

function environmentFinding(
  { context, word }: Examination,
  { agent }: ChosenAgent,
  token: string | undefined,
): Finding {
  const { name, title } = agent;
  const given = context.env.NERVE_TOKEN;
  const about = { id: 'tokens.environment', subject: name };
  const file = `${context.paths.secrets}/agents/${name}`;
  const fix = `export NERVE_TOKEN="$(cat ${word(file)})"`;
  if (!given) {
    const message = `${title} takes its token from NERVE_TOKEN, which is not set in this shell.`;
    return { ...about, level: 'warn', message, fix };
  }
  if (given !== token) {
    return {
      ...about,
      level: 'warn',
      message: `NERVE_TOKEN is not the token that nerve made for ${title}.`,
      fix,
    };
  }
  return { ...about, level: 'ok', message: `NERVE_TOKEN holds the token of ${title}.` };
}
