/** Which session the agent is in, as far as its environment says. Pure. */
import { UserError } from '../../base/kernel/errors.ts';
import { claudeSession, isSessionId } from '../../base/kernel/session-name.ts';

export interface SessionHints {
  readonly agent: string;
  /** By `--session` or `NERVE_SESSION`. */
  readonly given: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * What is given, else what Claude Code tells the programs that it starts. Another agent that
 * Claude Code has started would only inherit that. Codex names its thread in every call.
 * @throws UserError (`bad-session`)
 */
export function sessionOf({ agent, given, env }: SessionHints): string | undefined {
  if (!given) return agent === 'claude-code' ? claudeSession(env) : undefined;
  if (isSessionId(given)) return given;
  throw new UserError(`${JSON.stringify(given)} is no id of a session`, {
    code: 'bad-session',
    hint: 'such as claude:UUID, codex:UUID or external:NAME:ID',
  });
}
