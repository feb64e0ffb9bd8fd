/** The client's own id of a call. */

/** Claude Code and Codex name the call that their transcripts hold too; a bridge names the calls of others. */
export function callIdOf(meta: Readonly<Record<string, unknown>>): string | null {
  const id = meta['claudecode/toolUseId'] ?? meta.callId ?? meta['nerve/callId'];
  return typeof id === 'string' ? id.slice(0, 200) : null;
}
