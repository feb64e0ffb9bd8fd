/** The session that a process beside an agent stands in, as its environment says. Pure. */

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * `NERVE_SESSION` names any; Claude Code tells the programs that it starts its own (`CLAUDE_CODE_SESSION_ID`, seen in
 * 2.1.328). Undefined where nothing is known.
 */
export function ownSession(env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (env.NERVE_SESSION) return env.NERVE_SESSION;
  const claude = env.CLAUDE_CODE_SESSION_ID;
  return claude !== undefined && UUID.test(claude) ? `claude:${claude.toLowerCase()}` : undefined;
}
