/** What the path of a Copilot CLI session says. Pure. */

export interface FileFacts {
  readonly session: string;
  /** `name` in the `workspace.yaml` beside the events, where a person gave it (`user_named`). */
  readonly title?: string;
}

const SESSION = /^([\w-]{1,80})\/events\.jsonl$/;

/** @param path below `session-state`, with slashes; seen in 1.0.102: `<session>/events.jsonl` */
export function copilotFileFacts(path: string, title?: string): FileFacts | undefined {
  const session = SESSION.exec(path)?.[1];
  if (session === undefined) return undefined;
  return { session, ...(title !== undefined && { title }) };
}

/** The id that the session has in nerve. */
export function copilotSession(session: string): string {
  return `external:copilot:${session}`;
}
