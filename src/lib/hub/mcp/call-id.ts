/** The client's own id of a call. */

const LONGEST = 200;

/** Claude Code and Codex name the call that their transcripts hold too; a bridge names the calls of others. */
export function callIdOf(meta: Readonly<Record<string, unknown>>): string | null {
  const id = meta['claudecode/toolUseId'] ?? meta.callId ?? meta['nerve/callId'];
  // Half of an id could be the half of another one, too.
  return typeof id === 'string' && id.length <= LONGEST ? id : null;
}
