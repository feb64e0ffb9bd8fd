/** Which session the agent is in, as far as its environment says. Pure. */
import { UserError } from '../../base/kernel/errors.ts';
import { isSessionId } from '../../base/kernel/session-name.ts';

export interface SessionHints {
  readonly agent: string;
  /** By `--session` or `NERVE_SESSION`. */
  readonly given: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What is given, else what Claude Code tells the programs that it starts (2.1.328). Another agent that
 * Claude Code has started would only inherit that. Codex names its thread in every call.
 * @throws UserError (`bad-session`)
 */
export function sessionOf({ agent, given, env }: SessionHints): string | undefined {
  if (!given) {
    const { CLAUDE_CODE_SESSION_ID: id } = env;
    return agent === 'claude-code' && id && UUID.test(id) ? `claude:${id.toLowerCase()}` : undefined;
  }
  if (isSessionId(given)) return given;
  throw new UserError(`${JSON.stringify(given)} is no id of a session`, {
    code: 'bad-session',
    hint: 'such as claude:UUID, codex:UUID or external:NAME:ID',
  });
}
