/** `session_list`: what other conversations there were. */
import { z } from 'zod';
import { label } from '../../../base/kernel/one-line.ts';
import type { SessionRow } from '../../../base/store/session-row.ts';
import { readSessionCursor, writeSessionCursor } from '../../../knowledge/sessions/session-cursor.ts';
import { defineTool } from '../tool.ts';

const PAGE = 20;

const session = z.strictObject({
  id: z.string(),
  client: z.string().nullable(),
  title: z.string(),
  status: z.enum(['active', 'archived']),
  lastActivity: z.string(),
  messages: z.int(),
});

/** Sessions of all agents, last active first. */
export const sessionList = defineTool({
  name: 'session_list',
  title: 'List sessions',
  description:
    'Sessions of all the agents of this user, last active first: id, client, title, when. Read one with session_read.',
  scope: 'sessions',
  effect: 'read',
  input: z.strictObject({
    search: z.string().max(200).default('').describe('Part of the title or the id; empty for all.'),
    status: z.enum(['active', 'archived', 'all']).default('active').describe('Which sessions.'),
    limit: z.int().min(1).max(100).default(PAGE).describe('How many at most.'),
    cursor: z.string().max(400).default('').describe('`next` of the page before; empty for the first.'),
  }),
  output: z.strictObject({ sessions: z.array(session), next: z.string().nullable() }),
  run: async ({ store }, { search, status, limit, cursor }) => {
    const filter = { ...(search ? { search } : {}), ...(status === 'all' ? {} : { status }) };
    const after = cursor ? readSessionCursor(cursor) : undefined;
    const page = await store.sessions.list(filter, { limit, ...(after ? { after } : {}) });
    const sessions = page.sessions.map(shown);
    const next = page.next && writeSessionCursor(page.next);
    const lines = sessions.map(
      ({ id, title, client, lastActivity }) =>
        `- ${id} ${title || '(no title)'} [${client ?? 'unknown'}] ${lastActivity}`,
    );
    const text = lines.length === 0 ? 'There are no such sessions.' : lines.join('\n');
    return { text: next ? `${text}\nMore: cursor ${JSON.stringify(next)}` : text, data: { sessions, next } };
  },
});

function shown({
  id,
  client,
  title,
  status,
  lastActivityAt,
  messageCount,
}: SessionRow): z.infer<typeof session> {
  const lastActivity = new Date(lastActivityAt).toISOString();
  return { id, client, title: label(title), status, lastActivity, messages: messageCount };
}
