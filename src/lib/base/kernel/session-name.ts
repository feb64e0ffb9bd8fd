/** The id of a session as a bridge, a token or a person may give it: `codex:…`, `claude:…`, `external:…`. */

const SESSION = /^(?:codex|claude|external):[\w.:@-]{1,200}$/;

/** Whether a text may be the id of a session. */
export function isSessionId(text: string): boolean {
  return SESSION.test(text);
}
