/** The id of a session as a bridge, a token or a person may give it: `codex:…`, `claude:…`, `external:…`. */

const SESSION = /^(?:codex|claude|external):[\w.:@-]{1,200}$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text may be the id of a session. */
export function isSessionId(text: string): boolean {
  return SESSION.test(text);
}

/** The session of the Claude Code that has started this process (`CLAUDE_CODE_SESSION_ID`, seen in 2.1.328). */
export function claudeSession(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { CLAUDE_CODE_SESSION_ID: id } = env;
  return id !== undefined && UUID.test(id) ? `claude:${id.toLowerCase()}` : undefined;
}
