/** What the path of a Claude Code transcript says: whose conversation it holds. Pure. */
import type { JsonObject } from '../../../base/kernel/json.ts';

export interface FileFacts {
  /** In lower case; unknown for sub-agents of releases that kept them beside the sessions (seen in 2.0.30). */
  readonly session?: string;
  /** Id of the sub-agent that the file belongs to. */
  readonly agent?: string;
  /** The `.meta.json` beside a sub-agent's file: its kind, its task, the call that started it (seen in 2.1.328). */
  readonly meta?: JsonObject;
}

export const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const AGENT = /^agent-([\w-]{1,80})\.jsonl$/;

/**
 * @param path below `projects`, with slashes: `<folder>/<session>.jsonl`,
 *   `<folder>/<session>/subagents/agent-<id>.jsonl` or `<folder>/agent-<id>.jsonl`
 * @returns undefined for all else that is there, such as memory and stored results
 */
export function claudeFileFacts(path: string, meta?: JsonObject): FileFacts | undefined {
  const [, first = '', ...below] = path.split('/');
  const added = meta === undefined ? {} : { meta };
  if (below.length === 0) {
    const session = first.endsWith('.jsonl') ? first.slice(0, -'.jsonl'.length) : '';
    if (UUID.test(session)) return { session: session.toLowerCase() };
    const agent = AGENT.exec(first)?.[1];
    return agent === undefined ? undefined : { agent, ...added };
  }
  // Sub-agents of a workflow are one folder deeper.
  const agent = AGENT.exec(below.at(-1) ?? '')?.[1];
  if (below[0] !== 'subagents' || agent === undefined || !UUID.test(first)) return undefined;
  return { session: first.toLowerCase(), agent, ...added };
}

/** The id that the session has in nerve; a sub-agent's conversation is a session of its own. */
export function claudeSession(session: string | undefined, agent?: string): string {
  return ['claude', session?.toLowerCase(), ...(agent === undefined ? [] : ['agent', agent])]
    .filter((part) => part !== undefined)
    .join(':');
}
