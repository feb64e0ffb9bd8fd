/** Names of threads: `session_index.jsonl`, the only place that Codex writes them to. Pure. */
import { parseObject, str } from './fields.ts';

/**
 * Name by session id (`codex:<thread>`). The file is append-only and the last line of a thread wins; an empty name
 * takes the name away. Lines that are not as expected are passed over: the last may be half written.
 */
export function threadNames(text: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const line of text.split('\n')) {
    const entry = line === '' ? undefined : parseObject(line);
    const id = str(entry?.id);
    if (!entry || !id || typeof entry.thread_name !== 'string') continue;
    const session = `codex:${id.toLowerCase()}`;
    if (entry.thread_name === '') names.delete(session);
    else names.set(session, entry.thread_name);
  }
  return names;
}
