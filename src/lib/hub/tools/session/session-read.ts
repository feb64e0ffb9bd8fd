/** `session_read`: what one conversation did with nerve's tools. */
import { z } from 'zod';
import type { EventRow } from '../../../base/store/event-row.ts';
import { unknownSession } from '../../../knowledge/sessions/unknown-session.ts';
import { defineTool } from '../tool.ts';

const PAGE = 50;

const event = z.strictObject({
  id: z.int(),
  at: z.string(),
  tool: z.string().nullable(),
  outcome: z.string(),
  args: z.string().nullable(),
  result: z.string().nullable(),
});

/** A session and its latest calls. */
export const sessionRead = defineTool({
  name: 'session_read',
  title: 'Read a session',
  description:
    'One session: its facts and the latest calls of tools in it, newest first. Texts are cut, secrets are taken out.',
  scope: 'sessions',
  effect: 'read',
  input: z.strictObject({
    session_id: z.string().min(1).max(300).describe('As session_list gives it, such as codex:0199….'),
    limit: z.int().min(1).max(200).default(PAGE).describe('How many calls at most.'),
  }),
  output: z.strictObject({
    id: z.string(),
    client: z.string().nullable(),
    title: z.string(),
    status: z.enum(['active', 'archived']),
    created: z.string(),
    lastActivity: z.string(),
    events: z.array(event),
  }),
  run: async ({ store }, { session_id: id, limit }) => {
    const row = await store.sessions.byId(id);
    if (!row) throw unknownSession(id, 'session_list');
    const { events } = await store.events.list({ session: id }, { limit });
    const data = {
      id: row.id,
      client: row.client,
      title: row.title,
      status: row.status,
      created: new Date(row.createdAt).toISOString(),
      lastActivity: new Date(row.lastActivityAt).toISOString(),
      events: events.map(shown),
    };
    const head = `${row.id} ${row.title || '(no title)'}, ${row.status}, ${row.client ?? 'unknown client'}, last active ${data.lastActivity}`;
    const lines = data.events.map(({ at, tool, outcome, args }) =>
      `- ${at} ${tool ?? '(no tool)'} ${outcome} ${args ?? ''}`.trimEnd(),
    );
    return { text: [head, ...lines].join('\n'), data };
  },
});

function shown({ id, at, tool, outcome, argsPreview, resultPreview }: EventRow): z.infer<typeof event> {
  return { id, at: new Date(at).toISOString(), tool, outcome, args: argsPreview, result: resultPreview };
}
