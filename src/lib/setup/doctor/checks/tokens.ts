/** Would the hub take each agent's token? */
import {
  type AgentToken,
  type AgentTokenState,
  agentTokenState,
  readAgentToken,
} from '../../../base/auth/agent-token.ts';
import type { TokenInspection } from '../../../base/auth/inspect.ts';
import type { RefusalReason } from '../../../base/auth/verify.ts';
import type { Context } from '../../../base/config/context.ts';
import { NerveError } from '../../../base/kernel/errors.ts';
import { withAuth } from '../../tokens.ts';
import type { Check, Finding } from '../check.ts';
import type { ChosenAgent, Examination } from '../examination.ts';
import { sentence } from '../sentence.ts';

const REASONS: Readonly<Record<RefusalReason, string>> = {
  malformed: 'it is not a token',
  'unknown-key': 'the key that signed it is gone',
  'bad-signature': 'its signature is wrong',
  expired: 'its time is over',
  'wrong-audience': 'it was made for something else',
  revoked: 'it was revoked',
  'unknown-token': 'the database does not know it',
  'wrong-kind': 'it is of the wrong kind',
};

export const tokensCheck: Check = {
  id: 'tokens.verified',
  look: async (examination) => {
    const findings: Finding[] = [];
    for (const chosen of examination.agents) {
      if (chosen.agent.mcp) findings.push(await lookAtToken(examination, chosen));
    }
    return findings;
  },
};

async function lookAtToken({ context }: Examination, { agent }: ChosenAgent): Promise<Finding> {
  const { name, title } = agent;
  const inFile = fileFinding(context, name, title);
  if ('id' in inFile) return inFile;
  const { token, state } = inFile;
  const about = { subject: name, fix: `nerve token rotate ${name}` };
  const { inspectToken } = await import('../../../base/auth/inspect.ts');
  const inspection = await withAuth(context, 'read', (deps) => inspectToken(deps, token.token));
  if (inspection.state !== 'valid') return refused(title, inspection, about);
  if (inspection.row?.name !== name) {
    const message = `The token of ${title} was made for ${inspection.row?.name}.`;
    return { id: 'tokens.verified', level: 'error', message, ...about };
  }
  const end = new Date(token.expiresAt).toISOString().slice(0, 10);
  if (state === 'expiring') {
    const message = `The token of ${title} ends on ${end}; the next sync renews it.`;
    return { id: 'tokens.expiry', level: 'info', message, subject: name, fix: 'nerve sync' };
  }
  return {
    id: 'tokens.verified',
    level: 'ok',
    message: `The token of ${title} is good until ${end}.`,
    subject: name,
  };
}

interface TokenInFile {
  readonly token: AgentToken;
  readonly state: AgentTokenState;
}

/** The token, or what is wrong with its file. */
function fileFinding(context: Context, subject: string, title: string): TokenInFile | Finding {
  const bad = (id: string, message: string, fix = 'nerve sync'): Finding => ({
    id,
    level: 'error',
    message,
    subject,
    fix,
  });
  try {
    const state = agentTokenState(context, subject, context.clock.now());
    const token = readAgentToken(context, subject);
    if (state === 'missing') return bad('tokens.file', `${title} has no token.`);
    if (!token) return bad('tokens.file', `The token file of ${title} is damaged.`);
    if (state === 'expired') return bad('tokens.expiry', `The time of the token of ${title} is over.`);
    return { token, state };
  } catch (error) {
    if (!(error instanceof NerveError)) throw error;
    return bad('tokens.file', sentence(error.message), error.hint);
  }
}

function refused(
  title: string,
  { reasons }: TokenInspection,
  about: { readonly subject: string; readonly fix: string },
): Finding {
  const why = reasons.map((reason) => REASONS[reason]).join(', ');
  return {
    id: 'tokens.verified',
    level: 'error',
    message: `The token of ${title} is not valid: ${why}.`,
    ...about,
  };
}
